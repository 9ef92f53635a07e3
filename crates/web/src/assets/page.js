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
let turn = null;
let due = 0;

// A visible page keeps an event stream. Of all hidden pages, only one keeps its stream: a list that
// notifies. A browser opens few connections to a server, and further pages would wait for one.
function attend() {
  turn?.abort();
  if (!document.hidden) return watch();
  rest();
  if (!notifies() || !document.querySelector("button[data-on]")) return;
  const mine = new AbortController();
  turn = mine;
  const keep = () => {
    if (mine.signal.aborted) return null;
    watch();
    return new Promise((done) => mine.signal.addEventListener("abort", done));
  };
  // The request is aborted if the page is shown before its turn.
  navigator.locks?.request("notify", { signal: mine.signal }, keep).catch(() => {});
}

function watch() {
  const names = (content.dataset.watch || "").split(" ").filter(Boolean);
  if (!names.length || source) return;
  source = new EventSource(`/events?after=${after}`);
  for (const name of names) source.addEventListener(name, heard);
  source.addEventListener("reload", heard);
  source.addEventListener("ended", rest);
  source.addEventListener("error", () => {
    // The browser reconnects by itself, unless the server refused the connection.
    if (source && source.readyState === EventSource.CLOSED) {
      rest();
      setTimeout(attend, 30000);
    }
  });
}

function rest() {
  turn?.abort();
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
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const held = active ? handle(active) : "";
  const kept = [...old.childNodes];
  const nodes = [...fresh.childNodes].map((node) => {
    const same = kept.findIndex((it) => it.isEqualNode(node) || (node.id && it.id === node.id));
    if (same < 0) return document.importNode(node, true);
    const [found] = kept.splice(same, 1);
    if (found.nodeType === Node.ELEMENT_NODE) renew(found, node);
    return found;
  });
  old.className = fresh.className;
  const isSame = nodes.length === old.childNodes.length && nodes.every((node, at) => node === old.childNodes[at]);
  if (!isSame) old.replaceChildren(...nodes);
  // An element that was moved has lost the focus. Another one may have come in its place.
  if (!active || document.activeElement === active) return;
  if (active.isConnected) active.focus({ preventScroll: true });
  else if (held) [...old.querySelectorAll("a, button")].find((it) => handle(it) === held)?.focus();
}

// The address of a link or button, by which it is found again after an update.
function handle(element) {
  return element.getAttribute("href") || element.form?.getAttribute("action") || "";
}

document.addEventListener("visibilitychange", attend);
addEventListener("pagehide", rest);
addEventListener("pageshow", attend);

// ---- A new fax: documents are uploaded and previewed as soon as they are chosen
//
// The form is sent to the server in the background, one document at a time, as by the button
// "Preview". The server keeps the draft. The elements with data-live are then replaced by those of
// the answer; the fields that the user is filling in are not.

function make(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

// Returns a function that keeps the form in its draft, if there is a draft already.
function compose(form) {
  const input = form.elements.namedItem("document");
  const making = document.getElementById("making");
  const area = input.closest("label");
  let waiting = [];
  let isBusy = false;
  let isStale = false;
  let isFaulty = false;

  area.classList.add("drop");
  area.append(make("span", { class: "faint" }, input.dataset.drop));

  function show(text) {
    making.replaceChildren(...(text ? [text, make("progress", { "aria-label": text })] : []));
    // A button that is off, or new, would lose the click of somebody who presses it at this moment.
    const isOff = Boolean(text) && waiting.length > 0;
    for (const button of form.querySelectorAll("button[name=do]")) button.disabled = isOff;
  }

  // Shows the page that the server has reached, until the result is called.
  function showPage() {
    let isOver = false;
    const timer = setInterval(async () => {
      const found = await asked("/out/making", {});
      const bar = making.querySelector("progress");
      if (isOver || !found?.page || !bar) return;
      const { at, atOf } = making.dataset;
      const text = (found.pages ? atOf : at).replace("%this", found.page).replace("%all", found.pages);
      // Screen readers read the bar, and are not told of each page.
      const note = making.querySelector("span") ?? make("span", { "aria-hidden": "true" });
      note.textContent = `· ${text}`;
      bar.before(note);
      if (found.pages) Object.assign(bar, { max: found.pages, value: found.page });
    }, 1000);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }

  // Sends the form, with a document or without. `false`: the page must be loaded as a whole.
  async function post(file) {
    const data = new FormData(form);
    data.delete("document");
    if (file) data.append("document", file, file.name);
    data.set("do", "look");
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = fresh.getElementById("compose");
    if (!there) return false;
    form.action = there.getAttribute("action");
    form.elements.namedItem("once").value = there.elements.namedItem("once").value;
    for (const old of document.querySelectorAll("[data-live]")) {
      const found = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (!found) continue;
      // What was wrong with a document stays until others are chosen.
      const isKept = (fault) => ![...found.children].some((it) => it.isEqualNode(fault));
      const faults = isFaulty && old.dataset.live === "problems" ? [...old.children].filter(isKept) : [];
      renew(old, found);
      old.prepend(...faults);
    }
    isFaulty ||= Boolean(file) && Boolean(fresh.querySelector('[data-live="problems"] > *'));
    history.replaceState(null, "", form.action);
    return true;
  }

  async function work() {
    if (isBusy) return;
    isBusy = true;
    let isWell = true;
    for (let number = 1; isWell && (waiting.length || isStale); number++) {
      const { one, many } = making.dataset;
      const all = number + waiting.length - 1;
      show(waiting.length && all > 1 ? many.replace("%this", number).replace("%all", all) : one);
      isStale = false;
      const done = showPage();
      isWell = await post(waiting[0]).catch(() => false);
      done();
      if (isWell) waiting.shift();
    }
    isBusy = false;
    show("");
    const left = new DataTransfer();
    for (const file of waiting) left.items.add(file);
    input.files = left.files;
    // The server's answer is no form, for example because the session has ended: the browser shows it.
    if (!isWell) form.querySelector("button[value=look]").click();
    waiting = [];
  }

  function take(files) {
    if (!files.length) return;
    isFaulty = false;
    waiting.push(...files);
    work();
  }

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
  // The change may come from a click on a button, which submits the form a moment later.
  let isSent = false;
  form.addEventListener("submit", () => (isSent = true));
  const keep = () => setTimeout(() => {
    if (isSent || !form.action.includes("/out/draft/")) return;
    isStale = true;
    work();
  }, 300);
  for (const name of ["device", "cover", "recipient", "company", "subject", "message", "resolution", "colour", "tag"]) {
    form.elements.namedItem(name)?.addEventListener("change", keep);
  }
  return keep;
}

// ---- The recipients of a new fax, as chips
//
// The text field with one recipient a line is hidden, and keeps the recipients for the server. In
// its place is a combobox (ARIA 1.2) with suggestions. Each chosen recipient is a chip before it.

async function asked(address, values) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams(values)}`);
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}

// The elements in the place of the text field: chips, an input with its list, and messages.
function recipientElements(field) {
  const { names, suggestions } = field.dataset;
  const chips = make("ul", { class: "chips", "aria-label": names });
  const list = make("ul", { class: "suggestions", id: "to-list", role: "listbox", "aria-label": suggestions });
  const input = make("input", {
    id: "to-input", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": "to-list", "aria-describedby": "numbers to-said",
  });
  const said = make("div", { class: "checks", id: "to-said", role: "status" });
  document.getElementById("checks")?.remove();
  list.hidden = true;
  field.hidden = true;
  field.before(chips, input, list);
  field.closest(".field").after(said);
  document.querySelector(`label[for="${field.id}"]`).htmlFor = input.id;
  if (field.autofocus) input.focus();
  return { chips, list, input, said };
}

function chip(one, remove, drop) {
  const button = make("button", { type: "button", "aria-label": `${remove}: ${one.to}` }, "✕");
  button.addEventListener("click", drop);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" && event.key !== "Delete") return;
    event.preventDefault();
    drop();
  });
  const item = make("li", { title: one.to }, one.label);
  if (one.canonical && one.canonical !== one.label) item.append(make("span", { class: "faint" }, one.canonical));
  if (one.class) item.append(make("span", { class: one.is_dear ? "tag bad" : "tag" }, one.class));
  item.append(button);
  if (one.problem) item.classList.add("bad");
  return item;
}

// What is wrong with a recipient, with a button for each recipient that may be meant.
function fault(one, choose) {
  const made = make("p", { class: one.meant.length ? "faint" : "bad" }, one.problem);
  if (!one.problem.includes(one.label)) made.prepend(`${one.label}: `);
  for (const { line } of one.meant) {
    const button = make("button", { type: "button" }, line);
    button.addEventListener("click", () => choose(line));
    made.append(" ", button);
  }
  return made;
}

// Texts that are short enough for an address.
function parts(lines) {
  const made = [[]];
  for (const line of lines) {
    const last = made[made.length - 1];
    if (last.join("\n").length + line.length < 1500) last.push(line);
    else made.push([line]);
  }
  return made.filter((part) => part.length);
}

// The list of suggestions for an input. `choose` gets the line of the chosen suggestion.
function suggesting(input, list, choose) {
  let active = -1;
  let turn = 0;
  let timer = 0;

  function unmark() {
    turn++;
    active = -1;
    for (const option of list.children) option.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
  }

  // Shows these suggestions. Without any, the list is hidden.
  function offer(found) {
    unmark();
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function option(one, at) {
    const made = make("li", { role: "option", id: `to-${at}`, "aria-selected": "false" }, make("b", {}, one.name));
    made.append(" ", make("span", { class: "faint" }, one.more));
    made.dataset.line = one.line;
    // The input keeps the focus.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => choose(one.line));
    return made;
  }

  function close() {
    clearTimeout(timer);
    offer([]);
  }

  async function suggest() {
    const mine = ++turn;
    const answer = await asked("/out/suggestions", { search: input.value });
    // An answer to earlier text is ignored.
    if (mine !== turn) return;
    offer(answer ? answer.suggestions : []);
  }

  // Suggests something when the user pauses.
  function later() {
    // What was marked belongs to the text before, and Enter must not choose it.
    unmark();
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(suggest, 150);
    else close();
  }

  function move(by) {
    const options = [...list.children];
    if (!options.length) return;
    active = (active + by + options.length + (active < 0 && by < 0 ? 1 : 0)) % options.length;
    options.forEach((it, at) => it.setAttribute("aria-selected", String(at === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  // Whether this key is one for the list.
  function takes({ key }) {
    if (key === "Escape") return !list.hidden;
    return key === "ArrowDown" || key === "ArrowUp" || (key === "Enter" && active >= 0);
  }

  function press({ key }) {
    const by = key === "ArrowDown" ? 1 : -1;
    if (key === "Escape") close();
    else if (key === "Enter") choose(list.children[active].dataset.line);
    else if (list.hidden) suggest().then(() => move(by));
    else move(by);
  }

  return { close, later, takes, press };
}

function recipients(field, changed) {
  const { most, refusal, remove } = field.dataset;
  const device = field.form.elements.namedItem("device");
  const { chips, list, input, said } = recipientElements(field);
  const suggestions = suggesting(input, list, (line) => {
    input.value = "";
    add(line);
  });
  let all = [];
  // Texts that the server is reading.
  let pending = [];
  let isOff = false;
  let isReading = Promise.resolve();

  // The hidden field has all recipients, and the text that is no chip yet.
  function keep() {
    if (isOff) return;
    field.value = [...all.map((one) => one.to), ...pending, input.value.trim()].filter(Boolean).join("\n");
  }

  function show() {
    chips.replaceChildren(...all.map((one) => chip(one, remove, () => drop(one))));
    const faulty = all.filter((one) => one.problem);
    said.replaceChildren(...faulty.map((one) => fault(one, (line) => replace(one, line))));
    keep();
  }

  function drop(one) {
    all = all.filter((it) => it !== one);
    show();
    input.focus();
    changed();
  }

  function replace(one, line) {
    all = all.filter((it) => it !== one);
    input.focus();
    add(line);
  }

  // Makes chips of a text with one or more recipients. The server reads and checks them.
  function add(text, then = changed) {
    suggestions.close();
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    if (!lines.length) return;
    pending.push(text);
    keep();
    isReading = isReading.then(async () => {
      await read(lines, device ? device.value : "");
      pending = pending.filter((it) => it !== text);
      keep();
      then();
    });
  }

  async function read(lines, from) {
    for (const part of parts(lines)) {
      const number = part.join("\n");
      const answer = await asked("/out/recipients", { number, device: from });
      if (answer && answer.problem) {
        tooMany(answer.problem, number);
        return;
      }
      const found = answer ? answer.recipients : part.map((to) => ({ to, label: to, meant: [] }));
      const fresh = found.filter((one) => !all.some((it) => it.to === one.to));
      all.push(...fresh);
    }
    show();
    if (all.length > most) {
      said.prepend(make("p", { class: "bad" }, refusal));
    }
  }

  // A list that is too long is not lost: it stays in the field for the server, and can be corrected there.
  function tooMany(problem, text) {
    said.replaceChildren(make("p", { class: "bad" }, problem));
    isOff = true;
    if (!field.value.includes(text)) field.value = [field.value, text].join("\n");
    field.hidden = false;
    for (const part of [chips, input, list]) part.remove();
    document.querySelector(`label[for="${input.id}"]`).htmlFor = field.id;
  }

  function typed() {
    const text = input.value.trim();
    input.value = "";
    keep();
    if (text) add(text);
  }

  input.addEventListener("input", () => {
    keep();
    // A comma ends a number. The name of a contact may contain one.
    if (/^[^\p{L}]*[,;]$/u.test(input.value)) typed();
    else suggestions.later();
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/[\n,;]/.test(text)) return;
    event.preventDefault();
    const before = input.value;
    input.value = "";
    add(`${before}${text}`);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const isOfList = suggestions.takes(event);
    const isTyped = event.key === "Enter" && input.value.trim();
    const isBack = event.key === "Backspace" && !input.value && all.length;
    if (!isOfList && !isTyped && !isBack) return;
    event.preventDefault();
    if (isOfList) suggestions.press(event);
    else if (isTyped) typed();
    else chips.lastElementChild.querySelector("button").focus();
  });
  // What is typed becomes a chip when the user goes on.
  input.addEventListener("blur", ({ relatedTarget }) => {
    suggestions.close();
    // The button takes the text as it is.
    if (relatedTarget && relatedTarget.name === "do") return;
    typed();
  });
  field.form.addEventListener("submit", keep);
  device?.addEventListener("change", () => {
    const text = all.map((one) => one.to).join("\n");
    all = [];
    if (text) add(text);
  });
  const written = field.value;
  if (written.trim()) add(written, () => {});
}

// ---- The number of a contact is checked while it is typed

function checked(input) {
  const said = make("output", { class: "checks" });
  input.closest("label").after(said);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = input.value;
      const found = number.trim() && (await asked(input.dataset.check, { number }));
      // An answer to earlier text is ignored.
      if (number !== input.value) return;
      if (!found) return said.replaceChildren();
      const text = found.may ? `${found.number} · ${found.price}` : found.why;
      said.replaceChildren(make("span", { class: found.may ? "" : "bad" }, text));
    }, 400);
  });
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

// Follows a link. False if the page has none.
function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
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
  ArrowLeft: () => follow("a[rel=prev]"),
  ArrowRight: () => follow("a[rel=next]"),
  "?": () => shortcuts.showModal(),
};

function keyboard() {
  const choice = shortcuts.querySelector("input");
  choice.checked = stored("shortcuts") !== "no";
  choice.addEventListener("change", () => store("shortcuts", choice.checked ? "yes" : "no"));
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
    const act = KEYS[event.key];
    // A table that is wider than the screen is moved by the arrows.
    const isMoved = event.key.startsWith("Arrow") && event.target.closest("[role=region]");
    if (!act || isWriting || isMoved || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!choice.checked && event.key !== "?") return;
    if (act() !== false) event.preventDefault();
  });
}

if (shortcuts) keyboard();
document.querySelectorAll("button[data-shortcuts]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => shortcuts.showModal());
});
head();
document.querySelectorAll("button[data-on]").forEach(notifications);
document.querySelectorAll("form[data-at-once]").forEach(atOnce);
document.querySelectorAll("form#bulk").forEach(selection);
document.querySelectorAll("[data-check]").forEach(checked);
document.querySelectorAll("form#compose").forEach((form) => recipients(form.elements.namedItem("number"), compose(form)));
attend();

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

// ---- Navigation that scrolls sideways on phones

// Scrolls so that the link of the page that is shown is in view.
function showCurrent() {
  for (const link of document.querySelectorAll("nav [aria-current=page]")) {
    link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - 16;
  }
}

showCurrent();
addEventListener("resize", showCurrent);
