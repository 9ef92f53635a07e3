"""Systems at which received faxes are filed, for tests: `peers.py KIND PORT FOLDER`.

Each notes in FOLDER/log, one line of JSON each, what it was given. `webdav` and `mllp` are libraries of others. `fhir` checks
each resource by the model of FHIR R4. `paperless` answers as Paperless-ngx does by its documents; Paperless itself is too large.
`sabre` is a WebDAV server that looks at the target of a MOVE before the source, as the library of Nextcloud does. `webhook` checks
the signature of each message. These four do each seventh request, but give no answer to it; `sabre` each ninth.
"""
import asyncio
import base64
import hashlib
import hmac
import json
import pathlib
import ssl
import sys
import threading
import time
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KIND, PORT, FOLDER = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])


def note(**facts):
    with open(FOLDER / "log", "a", encoding="utf-8") as log:
        log.write(json.dumps(facts) + "\n")


def webdav():
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    (FOLDER / "files").mkdir(exist_ok=True)
    config = {
        "host": "127.0.0.1",
        "port": PORT,
        "provider_mapping": {"/dav": str(FOLDER / "files")},
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
        "simple_dc": {"user_mapping": {"*": {"fax": {"password": "hushhush"}}}},
        "verbose": 1,
    }
    server = wsgi.Server(("127.0.0.1", PORT), WsgiDAVApp(config))
    server.start()


def mllp():
    from hl7.mllp import start_hl7_server
    from hl7apy.parser import parse_message

    async def serve(reader, writer):
        while not writer.is_closing():
            try:
                message = await reader.readmessage()
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            # The other library checks the message by the structure of MDM^T02.
            text = str(message)
            parse_message(text).validate(report_file=str(FOLDER / "report"))
            document = str(message.segment("OBX")[5][0][4])
            note(
                id=str(message.segment("MSH")[10]),
                file=str(message.segment("TXA")[16]),
                kind=str(message.segment("MSH")[9]),
                text=text.split("OBX|2|")[1],
                completion=str(message.segment("TXA")[17]),
                document=hashlib.sha256(base64.b64decode(document, validate=True)).hexdigest(),
            )
            code = "AE" if (FOLDER / "refuse").exists() else "AA"
            writer.writemessage(message.create_ack(code))
            await writer.drain()

    async def run():
        tls = None
        if (FOLDER / "certificate.pem").exists():
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(FOLDER / "certificate.pem", FOLDER / "key.pem")
        server = await start_hl7_server(serve, port=PORT, host="127.0.0.1", encoding="utf-8", limit=64 << 20, ssl=tls)
        async with server:
            await server.serve_forever()

    asyncio.run(run())


class Forgetful(BaseHTTPRequestHandler):
    requests = 0
    every = 7

    def log_message(self, *_):
        pass

    def answer(self, status, value=None, length=None):
        Forgetful.requests += 1
        if Forgetful.requests % self.every == 0:
            return
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


class Sabre(Forgetful):
    # To find out that a reader has taken both files of a fax, the service sends eight requests. With a lost answer among
    # any eight, it would never find out.
    every = 9

    def file(self, path):
        return FOLDER / "files" / urlsplit(path).path.rsplit("/", 1)[1]

    def do_PROPFIND(self):
        self.answer(207)

    def do_PUT(self):
        self.file(self.path).write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(201)

    def do_HEAD(self):
        file = self.file(self.path)
        self.answer(200, length=file.stat().st_size) if file.exists() else self.answer(404)

    def do_DELETE(self):
        self.file(self.path).unlink()
        self.answer(204)

    def do_MOVE(self):
        source, target = self.file(self.path), self.file(self.headers["Destination"])
        if target.exists():
            self.answer(412)
        elif not source.exists():
            self.answer(404)
        else:
            source.rename(target)
            self.answer(201)


class Fhir(Forgetful):
    resources = {}

    def do_GET(self):
        found = {"resourceType": "CapabilityStatement"} if self.path == "/metadata" else self.resources.get(self.path)
        self.answer(200 if found else 404, found or {"resourceType": "OperationOutcome"})

    def do_PUT(self):
        from fhir.resources import construct_fhir_element

        value = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Authorization"] == "Bearer hushhush"
        _, kind, name = self.path.split("/")
        try:
            assert (value["resourceType"], value["id"]) == (kind, name)
            construct_fhir_element(kind, json.dumps(value))
        except Exception as error:  # pylint: disable=broad-except
            note(wrong=str(error))
            self.answer(422, {"resourceType": "OperationOutcome", "text": str(error)})
            return
        is_new = self.path not in self.resources
        self.resources[self.path] = value
        facts = {"kind": kind, "id": name, "new": is_new}
        if kind == "Binary":
            facts["document"] = hashlib.sha256(base64.b64decode(value["data"], validate=True)).hexdigest()
        else:
            facts["file"] = value["content"][0]["attachment"]["title"]
            facts["state"] = value.get("docStatus")
            facts["text"] = value["description"]
        note(**facts)
        self.answer(201 if is_new else 200, value)


class Paperless(Forgetful):
    tasks = []

    def do_GET(self):
        assert self.headers["Authorization"] == "Token hushhush"
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path == "/api/documents/":
            name = query["original_filename__iexact"][0]
            stored = [task for task in self.tasks if task["task_file_name"] == name and task["status"] == "SUCCESS"]
            found = [{"original_file_name": task["task_file_name"]} for task in stored]
            self.answer(200, {"count": len(found), "results": found})
        elif url.path == "/api/tasks/":
            wanted = query.get("task_id", [None])[0]
            self.answer(200, [task for task in self.tasks if wanted in (None, task["task_id"])])
        else:
            self.answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = {part.get_param("name", header="content-disposition"): part for part in BytesParser().parsebytes(head + body).get_payload()}
        name = parts["document"].get_filename()
        task = {"task_id": f"task-{len(self.tasks)}", "task_file_name": name, "status": "PENDING", "result": None}
        self.tasks.append(task)
        document = hashlib.sha256(parts["document"].get_payload(decode=True)).hexdigest()

        def consume():
            time.sleep(0.2)
            note(file=name, document=document, title=parts["title"].get_payload())
            task["status"] = "SUCCESS"

        threading.Thread(target=consume).start()
        self.answer(200, task["task_id"])


class Webhook(Forgetful):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        key = base64.b64decode((FOLDER / "secret").read_text().strip().removeprefix("whsec_"))
        signed = hmac.digest(key, f"{name}.{at}.".encode() + body, "sha256")
        value = json.loads(body)
        assert self.path == "/hook?token=7" and value["type"] == "fax.filed"
        assert self.headers["webhook-signature"] == "v1," + base64.b64encode(signed).decode()
        assert value["data"]["media_type"] == "application/pdf"
        document = hashlib.sha256(base64.b64decode(value["document"], validate=True)).hexdigest()
        note(id=name, file=value["data"]["file"], device=value["data"]["device"], document=document)
        self.answer(204)


def http(handler):
    (FOLDER / "files").mkdir(exist_ok=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), handler).serve_forever()


HANDLERS = {"fhir": Fhir, "paperless": Paperless, "sabre": Sabre, "webhook": Webhook}
if KIND in HANDLERS:
    http(HANDLERS[KIND])
else:
    {"webdav": webdav, "mllp": mllp}[KIND]()
