// Runs twenty operations with openapi-fetch and the types that openapi-typescript generates. The arguments are the address, a key, a test key and the address of a webhook.
import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

declare const process: { argv: string[] };
const [url, key, testKey, hook] = process.argv.slice(2);
const client = (token: string) => createClient<paths>({ baseUrl: `${url}/api/v1`, headers: { Authorization: `Bearer ${token}` } });
type Client = ReturnType<typeof client>;
const [real, test] = [client(key), client(testKey)];
const did = new Set<string>();

function check(is: boolean, what: unknown): void {
  if (!is) throw new Error(JSON.stringify(what));
}

/** Returns the data of an answer, which must have no error. */
function done<T>(name: string, answer: { data?: T; error?: unknown; response: Response }): T {
  check(answer.response.ok, [name, answer.response.status, answer.error]);
  did.add(name);
  return answer.data as T;
}

async function sent(by: Client, number: string): Promise<components['schemas']['CreatedJob']> {
  const kept = done('upload', await by.POST('/uploads', {
    params: { query: { name: 'letter.txt' } },
    headers: { 'Content-Type': 'application/octet-stream' },
    body: 'Dear Sir or Madam\n',
    bodySerializer: (body) => body,
  }));
  return done('send_fax', await by.POST('/jobs', { body: { number, documents: [{ upload: kept.id }] } }));
}

async function ended(id: number): Promise<components['schemas']['Job']> {
  for (let round = 0; round < 300; round += 1) {
    const job = done('get_job', await test.GET('/jobs/{id}', { params: { path: { id } } }));
    if (['done', 'failed', 'cancelled'].includes(job.state)) return job;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error(`job ${id} does not end`);
}

const me = done('me', await real.GET('/me'));
check(me.user === 'alice', me);
check((await ended((await sent(test, '0991270000')).id)).state === 'done', 'sent');
const busy = await ended((await sent(test, '0991270001')).id);
check(busy.state === 'failed' && busy.failure === 'busy', busy);
const job = await sent(real, '0991270061');
const ready = done('list_jobs', await real.GET('/jobs', { params: { query: { state: 'ready', limit: 1 } } }));
check(ready.items[0].id === job.id, ready);
const number = done('check_number', await real.GET('/numbers/{number}', { params: { path: { number: '0991270061' } } }));
check(number.allowed, number);
done('cancel_job', await real.POST('/jobs/{id}/cancel', { params: { path: { id: job.id } } }));
const faxes = done('list_faxes', await real.GET('/faxes', { params: { query: { unread: true, limit: 10 } } })).items;
check(faxes.length === 2, faxes);
const id = faxes[0].id;
const pdf = done('get_fax_pdf', await real.GET('/faxes/{id}/document.pdf', { params: { path: { id } }, parseAs: 'arrayBuffer' }));
check(new TextDecoder().decode((pdf as unknown as ArrayBuffer).slice(0, 4)) === '%PDF', 'a PDF');
const changed = done('change_faxes', await real.POST('/faxes/bulk', { body: { faxes: faxes.map((fax) => fax.id), action: 'read' } }));
check(changed.done.length === 2, changed);
const onward = done('fax_on', await real.POST('/faxes/{id}/forwards', { params: { path: { id } }, body: { numbers: ['0991270062'] } }));
check(onward.items.length === 1, onward);
done('add_contact', await real.POST('/contacts', { body: { name: 'Ms Miller', number: '0991 270063' } }));
const book = done('list_contacts', await real.GET('/contacts', { params: { query: { search: 'miller' } } }));
check(book.items[0].name === 'Ms Miller', book);
const made = done('make_key', await real.POST('/keys', { body: { name: 'shop', scopes: ['faxes:read'], days: 1 } }));
done('end_key', await real.DELETE('/keys/{id}', { params: { path: { id: made.id } } }));
const webhook = done('make_webhook', await real.POST('/webhooks', { body: { url: hook, events: ['job.*'] } }));
done('end_webhook', await real.DELETE('/webhooks/{id}', { params: { path: { id: webhook.id } } }));
const { draft } = done('begin_draft', await real.POST('/drafts', { body: { number: '0991270064', documents: [{ fax: id }] } }));
const shown = done('get_draft', await real.GET('/drafts/{id}', { params: { path: { id: draft.id } } }));
check((shown.pages ?? 0) >= 1, shown);
const jobs = done('send_draft', await real.POST('/drafts/{id}/send', { params: { path: { id: draft.id } } }));
check(jobs.items.length === 1, jobs);
const wrong = await real.POST('/jobs', { body: { number: 'none', documents: [{ fax: id }] } });
check(wrong.response.status === 422 && wrong.error?.errors?.[0].pointer === '/number', wrong.error);
did.add('error');
check(did.size >= 20, [...did]);
console.log(did.size, 'operations');
