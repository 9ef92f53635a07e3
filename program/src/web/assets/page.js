// What pages do better with script; without it all that matters works too.
"use strict";

const content = document.getElementById("content");

// ---- Pages that show what changes
//
// <main data-watch="job progress"> names the events that are the page's business; data-job and
// data-fax one job or fax, if it is about that alone. When one comes, the page is read anew from the server,
// and what has data-live in it is put in place: its words and its rights are the server's.

let after = content.dataset.after;
let source = null;
let due = 0;

function watch() {
  const names = (content.dataset.watch || "").split(" ").filter(Boolean);
  if (!names.length || source || document.hidden) return;
  source = new EventSource(`/events?after=${after}`);
  for (const name of names) source.addEventListener(name, heard);
  source.addEventListener("reload", heard);
  source.addEventListener("ended", rest);
  source.addEventListener("error", () => {
    // It comes again by itself, unless it was refused.
    if (source && source.readyState === EventSource.CLOSED) {
      rest();
      setTimeout(watch, 30000);
    }
  });
}

function rest() {
  if (source) source.close();
  source = null;
}

function heard(event) {
  after = event.lastEventId;
  const about = JSON.parse(event.data);
  for (const kind of ["job", "fax"]) {
    const mine = content.dataset[kind];
    if (mine && about[kind] !== undefined && String(about[kind]) !== mine) return;
  }
  if (!due) due = setTimeout(refresh, 300);
}

async function refresh() {
  due = 0;
  try {
    // Nobody has asked for it, so it does not keep a session from ending.
    const headers = { Accept: "text/html", "X-By-Itself": "1" };
    const answer = await fetch(location.href, { headers });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const found = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (found) renew(old, found);
    }
  } catch {
    // The server is away; the stream says when it is back.
  }
}

// Has `old` show what `fresh` does. What is the same stays, pictures among it.
function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const held = old.contains(document.activeElement) ? handle(document.activeElement) : "";
  const kept = [...old.childNodes];
  const nodes = [...fresh.childNodes].map((node) => {
    const same = kept.findIndex((it) => it.isEqualNode(node) || (node.id && it.id === node.id));
    if (same < 0) return document.importNode(node, true);
    const [found] = kept.splice(same, 1);
    if (found.nodeType === Node.ELEMENT_NODE) renew(found, node);
    return found;
  });
  old.className = fresh.className;
  old.replaceChildren(...nodes);
  if (held) [...old.querySelectorAll("a, button")].find((it) => handle(it) === held)?.focus();
}

// By which a link or a button is found again.
function handle(element) {
  return element.getAttribute("href") || element.form?.getAttribute("action") || "";
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : watch()));
addEventListener("pagehide", rest);
addEventListener("pageshow", watch);

// ---- Documents of a new fax: dropped, and put in order

function documents(input) {
  const { drop, up, down, out } = input.dataset;
  const form = input.form;
  const list = document.createElement("ol");
  list.className = "files";
  const area = input.closest("label");
  const hint = document.createElement("span");
  hint.className = "faint";
  hint.textContent = drop;
  area.classList.add("drop");
  area.append(hint);
  area.after(list);
  let files = [];

  function take(fresh) {
    files = files.concat([...fresh]);
    show();
  }

  function show(focus) {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    list.replaceChildren(...files.map(row));
    if (focus) list.querySelector(focus)?.focus();
  }

  function row(file, at) {
    const item = document.createElement("li");
    item.append(file.name);
    const moves = [[up, at - 1, at > 0], [down, at + 1, at < files.length - 1]];
    for (const [name, to, can] of moves) {
      if (can) item.append(button(name, file, () => {
        files.splice(at, 1);
        files.splice(to, 0, file);
        show(`li:nth-child(${to + 1}) button`);
      }));
    }
    item.append(button(out, file, () => {
      files.splice(at, 1);
      show("button");
    }));
    return item;
  }

  function button(name, file, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.setAttribute("aria-label", `${name}: ${file.name}`);
    made.addEventListener("click", act);
    return made;
  }

  // What is chosen comes to what is there.
  input.addEventListener("change", () => take(input.files));
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      area.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => area.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    area.classList.remove("over");
    take(event.dataTransfer.files);
  });
}

// ---- Numbers are looked at while they are written
//
// data-check names where; the answer has the number as it is dialled, what it costs, and
// whether one may, in the reader's words.

function numbers(input) {
  const said = document.createElement("output");
  said.className = "checks";
  input.closest("label").after(said);
  const device = input.form.elements.namedItem("device");
  let timer = 0;
  let turn = 0;

  async function check() {
    const mine = ++turn;
    const all = input.value.split(/[\n;,]/).map((it) => it.trim()).filter(Boolean).slice(0, 5);
    const answers = await Promise.all(all.map(async (number) => {
      const asked = new URLSearchParams({ number, device: device ? device.value : "" });
      try {
        const answer = await fetch(`${input.dataset.check}?${asked}`);
        return answer.ok && !answer.redirected ? line(number, await answer.json()) : null;
      } catch {
        return null;
      }
    }));
    // What was asked before something else was written is no matter any more.
    if (mine === turn) said.replaceChildren(...answers.filter(Boolean));
  }

  function line(written, { number, price, may, why, meant = [] }) {
    const made = document.createElement("span");
    made.textContent = may ? [number, price].filter(Boolean).join(" · ") : why || "";
    if (!may) made.className = meant.length ? "faint" : "bad";
    for (const one of meant) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = one;
      button.addEventListener("click", () => choose(written, one));
      made.append(" ", button);
    }
    return made;
  }

  // Somebody of the address book stands in the place of the part of the name that was written.
  function choose(written, one) {
    const at = input.value.indexOf(written);
    if (at < 0) return;
    input.value = input.value.slice(0, at) + one + input.value.slice(at + written.length);
    input.focus();
    check();
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  }

  input.addEventListener("input", soon);
  if (device) device.addEventListener("change", soon);
}

document.querySelectorAll("[data-check]").forEach(numbers);
document.querySelectorAll("input[type=file][data-drop]").forEach(documents);
watch();
