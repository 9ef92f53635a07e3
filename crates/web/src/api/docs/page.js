// Shows the description of the API, and lets people try its operations.
"use strict";

const made = (name, text, more) => Object.assign(document.createElement(name), { textContent: text ?? "" }, more);
const METHODS = ["get", "put", "post", "patch", "delete"];

/** The schema to which a reference refers. */
function meant(all, schema) {
  const name = schema?.$ref?.split("/").pop();
  return name ? all.components.schemas[name] : schema;
}

/** An example of a request body, made from its schema. */
function example(all, schema) {
  const it = meant(all, schema) ?? {};
  if (it.example !== undefined) return it.example;
  const type = Array.isArray(it.type) ? it.type[0] : it.type;
  if (type === "object") {
    const wanted = Object.entries(it.properties ?? {});
    return Object.fromEntries(wanted.map(([name, one]) => [name, one.default ?? example(all, one)]));
  }
  return { array: [], string: "", integer: 0, boolean: false }[type] ?? null;
}

/** Adds a field to the form of an operation. */
function field(form, name, note, more) {
  const label = made("label", name + " ");
  label.append(made("small", note), made(more.tag ?? "input", "", more));
  form.append(label);
  return label.lastChild;
}

async function tried(method, path, given, answer) {
  const headers = {};
  const key = document.getElementById("key").value.trim();
  if (key) headers.Authorization = "Bearer " + key;
  const search = new URLSearchParams();
  for (const { at, name, input } of given.parameters) {
    if (at === "path") path = path.replace(`{${name}}`, encodeURIComponent(input.value));
    else if (input.value && at === "query") search.set(name, input.value);
    else if (input.value) headers[name] = input.value;
  }
  let body;
  if (given.body) {
    headers["Content-Type"] = "application/json";
    body = given.body.value;
  } else if (given.file?.files[0]) {
    headers["Content-Type"] = "application/octet-stream";
    body = given.file.files[0];
  }
  const address = given.root + path + (search.size ? "?" + search : "");
  answer.replaceChildren(made("p", "…"));
  try {
    const said = await fetch(address, { method: method.toUpperCase(), headers, body });
    const type = said.headers.get("Content-Type") ?? "";
    answer.replaceChildren(made("p", `${said.status} ${said.statusText} ${type}`));
    if (type.includes("json")) {
      answer.append(made("pre", JSON.stringify(await said.json(), null, 1)));
    } else if (type.startsWith("text/")) {
      answer.append(made("pre", await said.text()));
    } else if (type) {
      answer.append(made("p", `${(await said.blob()).size} bytes`));
    }
  } catch (error) {
    answer.replaceChildren(made("p", String(error)));
  }
}

function operation(all, path, method, one) {
  const box = made("details");
  const head = made("summary");
  head.append(made("b", method.toUpperCase()), path + " ", made("small", one.summary ?? ""));
  const form = made("form");
  const scopes = (one.security ?? []).flatMap((it) => it.key ?? []);
  const needed = one.security?.length ? `Needs a key${scopes.length ? " for " + scopes.join(", ") : ""}.` : "Needs no key.";
  form.append(made("p", `${one.description ?? ""} ${needed}`));
  const given = { root: all.servers[0].url, parameters: [] };
  for (const it of one.parameters ?? []) {
    const input = field(form, it.name, it.description ?? "", { required: Boolean(it.required) });
    given.parameters.push({ at: it.in, name: it.name, input });
  }
  const content = one.requestBody?.content ?? {};
  if (content["application/json"]) {
    const json = content["application/json"];
    const text = JSON.stringify(json.example ?? example(all, json.schema), null, 1);
    given.body = field(form, "Body", "JSON", { tag: "textarea", rows: 6, value: text });
  } else if (content["application/octet-stream"]) {
    given.file = field(form, "Document", "", { type: "file" });
  }
  const answer = made("div", "", { role: "status" });
  form.append(made("button", "Try it"), answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tried(method, path, given, answer);
  });
  const samples = (one["x-codeSamples"] ?? []).map((it) => made("pre", it.source));
  for (const it of Object.values(one.responses ?? {})) {
    const shown = Object.values(it.content ?? {}).find((one) => one.example !== undefined)?.example;
    if (shown) samples.push(made("pre", typeof shown === "string" ? shown : JSON.stringify(shown, null, 1)));
  }
  const answers = Object.entries(one.responses ?? {}).map(([status, it]) => {
    const it2 = it.$ref ? all.components.responses[it.$ref.split("/").pop()] : it;
    return `${status}  ${it2.description}`;
  });
  box.append(head, form);
  if (samples.length) box.append(made("p", "Example"), ...samples);
  box.append(made("p", "Answers"), made("pre", answers.join("\n")));
  return box;
}

async function show() {
  const all = await (await fetch("openapi.json")).json();
  const tags = new Map();
  for (const [path, item] of Object.entries(all.paths)) {
    for (const method of METHODS.filter((it) => item[it] && !item[it].deprecated)) {
      const tag = item[method].tags?.[0] ?? "";
      if (!tags.has(tag)) tags.set(tag, []);
      tags.get(tag).push(operation(all, path, method, item[method]));
    }
  }
  const shown = [...tags].flatMap(([tag, boxes]) => [made("h2", tag), ...boxes]);
  document.getElementById("operations").replaceChildren(...shown);
}

show();
