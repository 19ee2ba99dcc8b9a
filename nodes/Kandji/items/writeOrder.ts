/** Writes to the same record keep the order of their items; all others run side by side. */
export class WriteOrder {
	private readonly last = new Map<string, Promise<unknown>>();

	/** Runs the task once every earlier one of the same record has ended, however it ended. */
	async after<T>(record: string, task: () => Promise<T>): Promise<T> {
		const turn = (this.last.get(record) ?? Promise.resolve()).then(task, task);
		this.last.set(record, turn);
		return await turn;
	}
}
