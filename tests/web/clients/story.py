"""Runs twenty operations with the client that openapi-python-client generates. The arguments are the folder of the client, the address, a key, a test key and the address of a webhook."""

import builtins
import io
import sys
import time

folder, url, key, test_key, hook = sys.argv[1:]
sys.path.insert(0, folder)

from ferrofax_client import AuthenticatedClient  # noqa: E402
from ferrofax_client.types import File, Unset  # noqa: E402

# The generator forgets this import in the modules begin_draft and change_draft.
builtins.Unset = Unset

from ferrofax_client.api.contacts import add_contact, list_contacts  # noqa: E402
from ferrofax_client.api.drafts import begin_draft, get_draft, send_draft  # noqa: E402
from ferrofax_client.api.faxes import change_faxes, fax_on, get_fax_pdf, list_faxes  # noqa: E402
from ferrofax_client.api.jobs import cancel_job, check_number, get_job, list_jobs, send_fax, upload  # noqa: E402
from ferrofax_client.api.keys import end_key, make_key  # noqa: E402
from ferrofax_client.api.webhooks import end_webhook, make_webhook  # noqa: E402
from ferrofax_client.api.account import me  # noqa: E402
from ferrofax_client.models import (  # noqa: E402
    FaxAction,
    FaxesToChange,
    FaxOn,
    NewContact,
    NewHook,
    NewJob,
    NewKey,
    Problem,
    Reference,
    Written,
)

# An answer that is not in the description is an error.
real = AuthenticatedClient(f"{url}/api/v1", token=key, raise_on_unexpected_status=True)
test = AuthenticatedClient(f"{url}/api/v1", token=test_key, raise_on_unexpected_status=True)
did = []


def done(operation, *words, client=real, **named):
    response = operation.sync_detailed(*words, client=client, **named)
    assert response.status_code < 300, (operation.__name__, response)
    did.append(operation.__name__.rsplit(".", 1)[1])
    return response.parsed if response.parsed is not None else response.content


def sent(client, number):
    """Uploads a document, and sends it to this number."""
    kept = done(upload, client=client, body=File(io.BytesIO(b"Dear Sir or Madam\n")), name="letter.txt")
    return done(send_fax, client=client, body=NewJob(number=number, documents=[Reference(upload=kept.id)]))


def ended(job):
    """Waits for the end of a test job."""
    for _ in range(300):
        now = done(get_job, job.id, client=test)
        if now.state.value in ("done", "failed", "cancelled"):
            return now
        time.sleep(0.1)
    raise AssertionError(f"job {job.id} does not end: {now}")


assert done(me).user == "alice"
assert ended(sent(test, "0991270000")).state.value == "done"
busy = ended(sent(test, "0991270001"))
assert busy.state.value == "failed" and busy.failure.value == "busy", busy
job = sent(real, "0991270061")
assert [one.id for one in done(list_jobs, state="ready", limit=1).items] == [job.id]
assert done(check_number, "0991270061").allowed
assert done(cancel_job, job.id).state.value == "cancelled"
faxes = done(list_faxes, unread=True, limit=10).items
assert len(faxes) == 2, faxes
document = done(get_fax_pdf, faxes[0].id)
assert document.payload.read().startswith(b"%PDF")
changed = done(change_faxes, body=FaxesToChange(faxes=[fax.id for fax in faxes], action=FaxAction.READ))
assert len(changed.done) == 2 and not changed.refused
assert len(done(fax_on, faxes[0].id, body=FaxOn(numbers=["0991270062"])).items) == 1
done(add_contact, body=NewContact(name="Ms Miller", number="0991 270063"))
assert done(list_contacts, search="miller").items[0].name == "Ms Miller"
made = done(make_key, body=NewKey(name="shop", scopes=["faxes:read"], days=1))
assert made.key.startswith("ffx_")
done(end_key, made.id)
webhook = done(make_webhook, body=NewHook(url=hook, events=["job.*"]))
done(end_webhook, webhook.id)
draft = done(begin_draft, body=Written(number="0991270064", documents=[Reference(fax=faxes[0].id)])).draft
assert done(get_draft, draft.id).pages >= 1
assert len(done(send_draft, draft.id).items) == 1
wrong = send_fax.sync_detailed(client=real, body=NewJob(number="none", documents=[Reference(fax=faxes[0].id)]))
assert wrong.status_code == 422 and isinstance(wrong.parsed, Problem), wrong
assert wrong.parsed.errors[0].pointer == "/number", wrong.parsed
did.append("error")
assert len(set(did)) >= 20, did
print(len(set(did)), "operations")
