#!/usr/bin/env python3
"""A client of Ferrofax's API that needs only Python's standard library.

    FERROFAX_URL=https://fax.example.com FERROFAX_KEY=ffx_… ./client.py send 0991270061 letter.pdf
    ./client.py wait 17
    ./client.py fetch FOLDER            # stores new received faxes in FOLDER, as PDF
    ./client.py listen                  # prints each change at once
"""

import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Problem(Exception):
    """An error answer of the server (RFC 9457). `kind` is the last part of its `type`."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('title', '')}: {body.get('detail', '')}")
        self.status = status
        self.kind = body.get("type", "").rsplit("/", 1)[-1]
        self.body = body


class Client:
    """A connection to the API at an address, with an API key."""

    def __init__(self, url, key):
        self.root = url.rstrip("/") + "/api/v1"
        self.key = key

    def ask(self, method, path, body=None, headers=None, media_type="application/json"):
        """Sends a request, and returns the body of the answer as bytes."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data=body, method=method)
        request.add_header("Authorization", "Bearer " + self.key)
        if body is not None:
            request.add_header("Content-Type", media_type)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            try:
                problem = json.loads(error.read())
            except ValueError:
                problem = {}
            raise Problem(error.code, problem) from None

    def json(self, method, path, body=None, headers=None):
        """Sends a request, and returns the answer as JSON."""
        return json.loads(self.ask(method, path, body, headers))

    def send(self, number, files, once=None, **wishes):
        """Sends files as one fax, and returns the number of the job.

        If the connection breaks, the request is repeated with the same `Idempotency-Key`, so the
        fax is sent only once. `wishes` are further fields of the job, such as `tag`.
        """
        once = once or str(uuid.uuid4())
        documents = []
        for file in map(pathlib.Path, files):
            path = "/uploads?name=" + urllib.parse.quote(file.name)
            upload = json.loads(
                self.ask("POST", path, file.read_bytes(), media_type="application/octet-stream")
            )
            documents.append({"upload": upload["id"]})
        order = {"number": number, "documents": documents, **wishes}
        for pause in (1, 5, 15, None):
            try:
                return self.json("POST", "/jobs", order, {"Idempotency-Key": once})["id"]
            except (Problem, urllib.error.URLError) as error:
                # If the first request arrived, the second one gets the same answer.
                is_final = isinstance(error, Problem) and error.kind not in ("for-now", "at-work")
                if is_final or pause is None:
                    raise
                time.sleep(pause)

    def wait(self, job, every=2.0):
        """Waits until a job is done, has failed or was cancelled, and returns the job."""
        while True:
            found = self.json("GET", f"/jobs/{job}")
            if found["state"] in ("done", "failed", "cancelled"):
                return found
            time.sleep(every)

    def faxes(self, **filters):
        """Yields all received faxes that the filters select, the newest first."""
        while True:
            listed = self.json("GET", "/faxes?" + urllib.parse.urlencode(filters))
            yield from listed["items"]
            if not listed["next"]:
                return
            filters["cursor"] = listed["next"]

    def events(self, last=None):
        """Yields the name and the data of each event. After a broken connection, it connects again.

        The first event is `listening`, as soon as the stream is open. After the event `reload`,
        read all faxes and jobs again, since too many events were missed.
        """
        while True:
            headers = {"Authorization": "Bearer " + self.key}
            if last:
                headers["Last-Event-ID"] = last
            request = urllib.request.Request(self.root + "/events", headers=headers)
            try:
                # If there is no event, the server sends a comment every 15 s.
                with urllib.request.urlopen(request, timeout=60) as stream:
                    if last is None:
                        yield "listening", {}
                    name, data = None, None
                    for line in map(bytes.decode, stream):
                        field, _, value = line.rstrip("\n").partition(": ")
                        match field:
                            case "id":
                                last = value
                            case "event":
                                name = value
                            case "data":
                                data = value
                            case "" if name:
                                if name == "ended":
                                    return
                                yield name, json.loads(data)
                                name = None
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise Problem(error.code, json.loads(error.read() or b"{}")) from None
            except OSError:
                pass
            time.sleep(3)

    def pdf(self, fax):
        """Returns a received fax as PDF."""
        return self.ask("GET", f"/faxes/{fax}/document.pdf")


def main(words):
    client = Client(os.environ["FERROFAX_URL"], os.environ["FERROFAX_KEY"])
    match words:
        case ["send", number, *files] if files:
            print(client.send(number, files))
        case ["wait", job]:
            found = client.wait(int(job))
            print(found["state"], found["text"])
            return 0 if found["state"] == "done" else 1
        case ["fetch", folder]:
            for fax in client.faxes():
                file = pathlib.Path(folder) / f"fax-{fax['id']}.pdf"
                if fax["status"] in ("received", "incomplete") and not file.exists():
                    part = file.with_suffix(".part")
                    part.write_bytes(client.pdf(fax["id"]))
                    part.rename(file)
                    print(file)
        case ["listen"]:
            for name, data in client.events():
                print(name, json.dumps(data), flush=True)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
