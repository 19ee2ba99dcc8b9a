import type { Locator } from 'playwright-core';

import type { Editor } from './browser.mts';

/** A person who builds a workflow with the mouse and counts: what is clicked or dragged, and what is typed into. */
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

	/** Begins on an empty canvas with one of a node's triggers. */
	async beginWith(word: string, node: string, event?: string): Promise<void> {
		const { editor } = this;
		await editor.page.goto('/workflow/new');
		await this.click(editor.part('canvas-plus-button'));
		await this.find(word, node, event);
	}

	/** Adds an action of a node behind the last one, found by a word of the person's own. */
	async add(word: string, action: string, node = 'Kandji (Iru)'): Promise<void> {
		const { editor } = this;
		if (!(await editor.part('node-creator-search-bar').isVisible())) {
			await this.click(editor.part('canvas-handle-plus').last());
		}
		await this.find(word, node, action);
	}

	private async find(word: string, node: string, action?: string): Promise<void> {
		const { editor } = this;
		await this.type(editor.part('node-creator-search-bar'), word);
		await this.click(editor.page.getByText(node, { exact: true }).first());
		if (action !== undefined) {
			await this.click(editor.page.getByText(action, { exact: true }).first());
		}
		await editor.part('ndv').waitFor();
	}

	/** Adds a tool below the agent that is the last node. */
	async addTool(word: string, node: string): Promise<void> {
		const { editor } = this;
		const tools = editor.page.locator('[data-handleid="inputs/ai_tool/0"]');
		await this.click(tools.getByTestId('canvas-handle-plus'));
		await this.find(word, node);
	}

	/** Lets the model of an agent fill a parameter in. */
	async letModelFill(parameter: string): Promise<void> {
		const field = this.editor.part(`parameter-input-${parameter}`);
		const button = this.editor.part('from-ai-override-button');
		await this.click(this.editor.part('parameter-item').filter({ has: field }).locator(button));
	}

	/** Adds a field of a collection: a filter, an option. */
	async addField(button: string, field: string): Promise<void> {
		const { page } = this.editor;
		const named = page.getByPlaceholder(button).or(page.getByText(button, { exact: true }));
		await this.click(named.first());
		const options = page.locator('.el-select-dropdown__item:visible');
		await this.click(options.getByText(field, { exact: true }).first());
	}

	/** Picks the first record that a picker's list offers, of those that hold `words` where they are given. */
	async pick(parameter: string, words?: string): Promise<void> {
		const { editor } = this;
		await this.click(editor.part(`parameter-input-${parameter}`).getByTestId('rlc-input'));
		const items = editor.part('rlc-item');
		await items.first().waitFor();
		if (words !== undefined) await this.type(editor.part('rlc-search'), words);
		await this.click(words === undefined ? items.first() : items.getByText(words).first());
	}

	/** Chooses how a picker names its record. */
	async pickBy(parameter: string, mode: string): Promise<void> {
		const { editor } = this;
		await this.click(editor.part(`parameter-input-${parameter}`).getByTestId('rlc-mode-selector'));
		const modes = editor.page.locator('.el-select-dropdown__item:visible');
		await this.click(modes.getByText(mode, { exact: true }));
	}

	/** Drags a field of the node before into a picker. */
	async drag(field: string, parameter: string): Promise<void> {
		const { editor } = this;
		const { mouse } = editor.page;
		this.clicks++;
		const from = editor.part('ndv-input-panel').getByText(field, { exact: true }).first();
		const to = editor.part(`parameter-input-${parameter}`).getByTestId('rlc-input');
		const [start, end] = [await from.boundingBox(), await to.boundingBox()];
		if (!start || !end) throw new Error(`${field} cannot be dragged into ${parameter}.`);
		await mouse.move(start.x + 5, start.y + 5);
		await mouse.down();
		await mouse.move(start.x + 40, start.y + 20, { steps: 5 });
		await mouse.move(end.x + 60, end.y + 10, { steps: 10 });
		await mouse.up();
		await editor.part(`parameter-input-${parameter}`).getByText('$json').first().waitFor();
	}

	async choose(parameter: string, option: string): Promise<void> {
		this.clicks += 2;
		await this.editor.choose(parameter, option);
	}

	/** Runs the node that is open, and answers what its output says once it says `awaited`. */
	async execute(awaited: string): Promise<string> {
		const { editor } = this;
		await this.click(editor.part('node-execute-button'));
		const output = editor.part('output-panel');
		await output.getByText(awaited).first().waitFor();
		return await output.innerText();
	}

	async close(): Promise<void> {
		await this.click(this.editor.part('ndv-close-button'));
	}
}
