import type { Locator } from 'playwright-core';

import type { Editor } from './browser.mts';

/** A person who builds a workflow with the mouse and counts: what is clicked, and what is typed into. */
export class Walker {
	clicks = 0;

	texts = 0;

	readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	async click(target: Locator): Promise<void> {
		this.clicks++;
		await target.click();
	}

	async type(target: Locator, text: string): Promise<void> {
		this.texts++;
		await target.fill(text);
	}

	/** Begins on an empty canvas with the trigger that a click starts. */
	async begin(): Promise<void> {
		const { editor } = this;
		await editor.page.goto('/workflow/new');
		await this.click(editor.part('canvas-plus-button'));
		await this.click(editor.page.getByText('Trigger manually', { exact: true }).first());
	}

	/** Adds an action of Kandji behind the last node, found by a word of the person's own. */
	async add(word: string, action: string): Promise<void> {
		const { editor } = this;
		const plus = editor.page.getByTestId('canvas-handle-plus').last();
		if (!(await editor.part('node-creator-search-bar').isVisible())) await this.click(plus);
		await this.type(editor.part('node-creator-search-bar'), word);
		await this.click(editor.page.getByText('Kandji (Iru)', { exact: true }).first());
		await this.click(editor.page.getByText(action, { exact: true }).first());
		await editor.part('ndv').waitFor();
	}

	/** Adds a field of a collection: a filter, an option. */
	async addField(button: string, field: string): Promise<void> {
		const { page } = this.editor;
		await this.click(
			page
				.getByPlaceholder(button)
				.or(page.getByText(button, { exact: true }))
				.first(),
		);
		await this.click(
			page.locator('.el-select-dropdown__item:visible').getByText(field, { exact: true }).first(),
		);
	}

	/** Picks the first record that a picker's list offers. */
	async pick(parameter: string): Promise<void> {
		const { editor } = this;
		await this.click(editor.part(`parameter-input-${parameter}`).getByTestId('rlc-input'));
		await this.click(editor.part('rlc-item').first());
	}

	async choose(parameter: string, option: string): Promise<void> {
		this.clicks += 2;
		await this.editor.choose(parameter, option);
	}

	/** Runs the node that is open and answers what its output says. */
	async execute(): Promise<string> {
		const { editor } = this;
		await this.click(editor.part('node-execute-button'));
		const output = editor.part('output-panel');
		await output
			.getByText(/\d+ items?/)
			.first()
			.waitFor();
		return await output.innerText();
	}

	async close(): Promise<void> {
		await this.click(this.editor.part('ndv-close-button'));
	}
}
