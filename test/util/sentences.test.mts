import { joinSentences } from '../../nodes/Kandji/util/sentences';

it('Sentences are joined with one full stop between two of them', () => {
	expect(joinSentences('One.', '', 'Two', undefined, 'Three?', 'four')).toBe(
		'One. Two. Three? four',
	);
	expect(joinSentences(null, false)).toBe('');
});
