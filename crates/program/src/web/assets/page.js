// Improves pages if scripts are allowed. All essential functions work without scripts, too.
"use strict";

const content = document.getElementById("content");

// ---- Pages that are updated when something changes
//
// <main data-watch="job progress"> names the events that update the page. data-job or data-fax
// restricts them to one job or fax. When an event arrives, the page is fetched from the server
// again, and the elements with data-live are replaced. So the server decides what the page shows.

let after = content.dataset.after;
let source = null;
let due = 0;

function watch() {
  const names = (content.dataset.watch || "").split(" ").filter(Boolean);
  if (!names.length || source || (document.hidden && !notifies())) return;
  source = new EventSource(`/events?after=${after}`);
  for (const name of names) source.addEventListener(name, heard);
  source.addEventListener("reload", heard);
  source.addEventListener("ended", rest);
  source.addEventListener("error", () => {
    // The browser reconnects by itself, unless the server refused the connection.
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
    // No person triggered this request, so it must not keep the session alive.
    const headers = { Accept: "text/html", "X-By-Itself": "1" };
    const answer = await fetch(location.href, { headers });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = unread();
    for (const old of document.querySelectorAll("[data-live]")) {
      const found = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (found) renew(old, found);
    }
    if (notifies() && document.hidden && unread() > before) new Notification(document.title);
  } catch {
    // The server cannot be reached. The event stream reconnects when it can be reached again.
  }
}

// Gives `old` the content of `fresh`. Equal nodes are kept, so that pictures are not loaded again.
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

// The address of a link or button, by which it is found again after an update.
function handle(element) {
  return element.getAttribute("href") || element.form?.getAttribute("action") || "";
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden && !notifies()) rest();
  else watch();
});
addEventListener("pagehide", rest);
addEventListener("pageshow", watch);

// ---- Documents of a new fax: dropping files, and changing their order

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

  // Chosen files are added to those that were chosen before.
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

// ---- Fax numbers are checked while they are typed
//
// data-check is the address that checks a number. The answer has the normalised number, the price
// class, and whether the user may send to it, in the user's language.

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
    // Answers to earlier text are ignored, because the user has typed something else.
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

  // Replaces the typed part of a name by the chosen contact of the address book.
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

// ---- The number of unread faxes, and notifications
//
// The title of a list begins with "(4) ". A user can choose to be notified when the number grows
// while the page is in the background. The browser remembers the choice.

function unread() {
  return Number(/^\((\d+)\)/.exec(document.title)?.[1] || 0);
}

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The browser stores nothing. The choice holds for this page only.
  }
}

function notifies() {
  return "Notification" in window && Notification.permission === "granted" && stored("notify") === "yes";
}

function notifications(button) {
  if (!("Notification" in window)) return;
  const label = () => (button.textContent = notifies() ? button.dataset.off : button.dataset.on);
  button.hidden = false;
  label();
  button.addEventListener("click", async () => {
    if (notifies()) store("notify", "no");
    else if ((await Notification.requestPermission()) === "granted") store("notify", "yes");
    label();
  });
}

// Pages that do not know the number of unread faxes ask for it.
async function head() {
  const count = document.querySelector("header [data-live=head]");
  if (!count || document.querySelector("h1[data-live=count]")) return;
  try {
    const answer = await fetch("/api/v1/faxes/unread", { headers: { "X-By-Itself": "1" } });
    if (answer.ok && !answer.redirected) count.textContent = (await answer.json()).count || "";
  } catch {
    // The number is missing until the next page.
  }
}

// ---- Filters and selections of lists

// A value that is chosen with the mouse or a finger applies at once. A user who moves through the
// values with the arrow keys has not chosen yet.
function atOnce(form) {
  let isPointed = false;
  form.addEventListener("pointerdown", () => (isPointed = true));
  form.addEventListener("keydown", () => (isPointed = false));
  form.addEventListener("change", ({ target }) => {
    if (isPointed && target.matches("select, [type=date]")) form.requestSubmit();
  });
}

function selection(form) {
  const all = form.elements.namedItem("all");
  const deed = form.elements.namedItem("do");
  const boxes = () => [...document.querySelectorAll("input[type=checkbox][form=bulk]")];
  // The server acts on the boxes that are ticked, and not on rows that have come meanwhile.
  all.removeAttribute("name");
  all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
  document.addEventListener("change", ({ target }) => {
    if (boxes().includes(target)) all.checked = boxes().every((box) => box.checked);
  });
  const fitting = () => {
    for (const label of form.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== deed.value;
  };
  deed.addEventListener("change", fitting);
  fitting();
}

// ---- Keyboard shortcuts

const shortcuts = document.getElementById("shortcuts");

// Moves to the next row of a list, or to the next fax.
function step(by) {
  const rows = [...document.querySelectorAll(".faxes li > a")];
  if (!rows.length) return follow(by > 0 ? "a[rel=next]" : "a[rel=prev]");
  const at = rows.findIndex((row) => row.parentElement.contains(document.activeElement));
  rows[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by, 0), rows.length - 1)].focus();
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

// The box of the row that has the focus.
function box() {
  return document.activeElement?.closest(".faxes li")?.querySelector("input[type=checkbox]");
}

function take() {
  const form = document.querySelector("form[data-take]");
  if (form) return form.requestSubmit();
  const bulk = document.getElementById("bulk");
  const mine = box();
  if (!bulk || !mine || mine.name !== "fax") return;
  for (const other of document.querySelectorAll("input[form=bulk]")) other.checked = other === mine;
  bulk.elements.namedItem("do").value = "claim";
  bulk.requestSubmit();
}

const KEYS = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  n: () => location.assign("/out/new"),
  j: () => step(1),
  k: () => step(-1),
  x: () => box()?.click(),
  e: take,
  "?": () => shortcuts.showModal(),
};

function keyboard() {
  const choice = shortcuts.querySelector("input");
  choice.checked = stored("shortcuts") !== "no";
  choice.addEventListener("change", () => store("shortcuts", choice.checked ? "yes" : "no"));
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
    const act = KEYS[event.key];
    if (!act || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!choice.checked && event.key !== "?") return;
    event.preventDefault();
    act();
  });
}

if (shortcuts) keyboard();
head();
document.querySelectorAll("button[data-on]").forEach(notifications);
document.querySelectorAll("form[data-at-once]").forEach(atOnce);
document.querySelectorAll("form#bulk").forEach(selection);
document.querySelectorAll("[data-check]").forEach(numbers);
document.querySelectorAll("input[type=file][data-drop]").forEach(documents);
watch();

// ---- Passkeys
//
// <form data-passkey="create"> or "get" has the options for the browser in data-options. Its answer
// goes back in the field "answer".

for (const it of document.querySelectorAll("[data-no-script]")) it.remove();

const passkey = document.querySelector("form[data-passkey]");

async function answerByPasskey() {
  const { passkey: way, options } = passkey.dataset;
  const problem = passkey.querySelector("[role=alert]");
  problem.hidden = true;
  try {
    const read = way === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    const publicKey = PublicKeyCredential[read](JSON.parse(options));
    const answer = await navigator.credentials[way]({ publicKey });
    passkey.elements.answer.value = JSON.stringify(answer);
    passkey.submit();
  } catch {
    problem.hidden = false;
  }
}

if (passkey) {
  passkey.addEventListener("submit", (event) => {
    event.preventDefault();
    answerByPasskey();
  });
  // To make a passkey, browsers want a press of the button.
  if (passkey.dataset.passkey === "get") answerByPasskey();
}
