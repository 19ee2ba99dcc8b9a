import Sequencer from '@jest/test-sequencer';
import type { ShardOptions } from '@jest/test-sequencer';
import type { Test } from '@jest/test-result';

/** The files that take longest, each a minute or more. */
const LONG = ['package', 'walk', 'jobs', 'truto', 'agentEvaluation'];

const rankOf = ({ path }: Test): number => {
	const rank = LONG.findIndex((name) => path.endsWith(`${name}.test.mts`));
	return rank === -1 ? LONG.length : rank;
};

/** Begins with the files that take longest, so that all workers end together, and spreads them over the shards. */
export default class LongestFirst extends Sequencer {
	override sort(tests: Test[]): Test[] {
		return [...tests].sort(
			(one, other) => rankOf(one) - rankOf(other) || one.path.localeCompare(other.path),
		);
	}

	override shard(tests: Test[], { shardIndex, shardCount }: ShardOptions): Test[] {
		return this.sort(tests).filter((_, index) => index % shardCount === shardIndex - 1);
	}
}
