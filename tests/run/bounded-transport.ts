/** What a run keeps of all replies together: bounded, so that thirty large ones are no more than a few. */
import { type Transport, TransportError } from '../http/exchange.ts';
import { MOST_VALUES, readJson } from '../json/json.ts';

/** A run keeps as much as so many of the largest bodies that it reads. */
const BODIES = 4;

/** The transport, whose replies are no replies once the bodies of all hold too much. `bodyCapBytes`: of one body. */
export function boundedTransport(transport: Transport, bodyCapBytes: number): Transport {
  const most = { bytes: BODIES * bodyCapBytes, values: BODIES * MOST_VALUES };
  let bytes = 0;
  let values = 0;
  return async (request, limitMs) => {
    const reply = await transport(request, limitMs);
    const { body } = reply.response;
    const inBody = readJson(body).values;
    if (inBody > MOST_VALUES)
      throw tooMuch(`the body holds more than ${MOST_VALUES} values`, 'too-many-values');
    if (bytes + body.length > most.bytes)
      throw tooMuch(`the bodies of this run are larger than ${most.bytes} bytes together`, 'too-large');
    if (values + inBody > most.values)
      throw tooMuch(
        `the bodies of this run hold more than ${most.values} values together`,
        'too-many-values',
      );
    bytes += body.length;
    values += inBody;
    return reply;

    function tooMuch(message: string, kind: 'too-large' | 'too-many-values') {
      return new TransportError({ kind, message }, reply.timing);
    }
  };
}
