import { joined, monthName, plural } from './format.js';

// A report's file in words: the format that it was recognised as, and why it is of none of the others.
export function describeRecognition({ format, lines, refusal, reading, others }) {
  const state = refusal ? (format ? 'refused' : 'unknown') : 'recognised';
  const words = {
    recognised: `It is ${format}, and would be taken in.`,
    refused: `It is ${format}, and would not be taken in: ${refusal}`,
    unknown: `No format knows it: ${refusal}`,
  }[state];
  return { state, words, facts: joined(lines, ...factsOf(reading)), others };
}

function factsOf(reading) {
  if (!reading) return [];
  const { rows, kept_apart: apart, left_out: out, first_statement: first, last_statement: last } = reading;
  const { ignored_columns: columns, ignored_sheets: sheets } = reading;
  return [
    plural(rows, 'row'),
    apart > 0 && `${plural(apart, 'row')} of transfers kept apart`,
    out > 0 && `${plural(out, 'row')} left out`,
    first && `statement of ${first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`}`,
    columns.length > 0 && `columns that are not known: ${columns.join(', ')}`,
    sheets.length > 0 && `sheets that are not read: ${sheets.join(', ')}`,
  ];
}
