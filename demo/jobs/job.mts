import { readdirSync } from 'node:fs';
import path from 'node:path';

import type { Stage } from '../stage.mts';

/** What a job found: whether the workflow did what it promises, and the figures and rows that show it. */
export interface Report {
	ok: boolean;
	[figure: string]: unknown;
}

/** One ready-made workflow at work. Its file has the workflow's name and exports it as `job`. */
export interface Job {
	/** What a reader of `npm start -- --list` sees: one line, what comes of it. */
	summary: string;
	/**
	 * Drives the imported workflow in a real n8n from its trigger to its report, which must be JSON. The stage holds an
	 * own n8n with this workflow and a simulated tenant of some fleet, which the job may prepare with `stage.control`:
	 * take nothing of its seeded devices for granted, and filter rows by what the job itself made.
	 */
	run(stage: Stage): Promise<Report>;
}

/** Names of all jobs, which are those of the workflow files. */
export function jobNames(): string[] {
	return readdirSync(import.meta.dirname)
		.map((file) => path.basename(file, '.mts'))
		.filter((name) => name !== 'job')
		.sort();
}

/** What to tell somebody who named a job that does not exist. */
export function unknownJob(name: string): TypeError {
	const known = jobNames().map((each) => `\n  ${each}`);
	return new TypeError(`There is no workflow "${name}". --workflow takes one of:${known.join('')}`);
}

/** Loads a job. Throws a TypeError that lists the names when there is none of this name. */
export async function loadJob(name: string): Promise<Job> {
	if (!jobNames().includes(name)) throw unknownJob(name);
	return ((await import(`./${name}.mts`)) as { job: Job }).job;
}

/** A line for each job: its name, and what it does. */
export async function listJobs(): Promise<string> {
	const names = jobNames();
	const width = Math.max(...names.map(({ length }) => length));
	const jobs = await Promise.all(names.map(loadJob));
	return jobs.map(({ summary }, at) => `${names[at].padEnd(width)}  ${summary}\n`).join('');
}
