// Reads a page of the list from a file: adds its ids to another, and prints path and query of the next page.
import { appendFileSync, readFileSync } from 'node:fs';

const [, , page, ids] = process.argv;
const { links, results } = JSON.parse(readFileSync(page, 'utf8'));
appendFileSync(ids, results.map(({ _id }) => `${_id}\n`).join(''));
const next = links.find(({ rel }) => rel === 'next');
if (next) console.log(new URL(next.href).pathname + new URL(next.href).search);
