// A document's page. Its permalink carries the span in the fragment alone (#120-180). The span is marked on the server,
// where offsets count characters; here they would count UTF-16 units. So ask the server for it.
(() => {
  "use strict";
  const narrow = matchMedia("(max-width: 860px)");
  const here = location.pathname.startsWith("/speech/");
  const asked = new URLSearchParams(location.search).get("span");

  function follow() {
    const span = location.hash.slice(1);
    const marked = document.querySelector("mark[id]")?.id;
    if (here && /^\d+-\d+$/.test(span) && span !== asked && span !== marked) {
      location.replace(`${location.pathname}?span=${span}#${span}`);
      return true;
    }
    return false;
  }
  if (follow()) return;
  addEventListener("hashchange", follow);

  function view(columns, name) {
    columns.dataset.view = name;
    for (const button of columns.querySelectorAll(".views button")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    }
  }
  function toMark(scope) {
    const marks = [...scope.querySelectorAll(".columns mark")];
    const mark = marks.find((candidate) => candidate.offsetParent !== null);
    mark?.scrollIntoView({ block: "center" });
  }
  // the chat page's dialog shows the same document
  window.yinzhengDocument = (scope) => {
    const columns = scope.querySelector(".columns");
    if (columns && narrow.matches) view(columns, "original");
    toMark(scope);
    for (const sheets of scope.querySelectorAll(".sheets")) settle(sheets);
  };

  // --- the pages of the file: one is shown, drawn by the server; the quoted words are boxed -------------------
  const english = () => document.documentElement.lang === "en";
  async function settle(sheets) {
    const img = sheets.querySelector("img");
    img.addEventListener("error", () => gone(sheets, true));
    img.addEventListener("load", () => box(sheets));
    if (sheets.dataset.count === "0") {
      await seen(sheets);
      if (!(await layOut(sheets))) return;
    }
    turn(sheets, 0);
    if (!sheets.dataset.span) return;
    try {
      const answer = await fetch(`/speech/${sheets.dataset.speech}/boxes?span=${sheets.dataset.span}`);
      if (answer.ok) sheets.dataset.boxes = JSON.stringify((await answer.json()).pages);
    } catch {
      return; // the page is there without them
    }
    box(sheets);
  }
  // a document of a word processor is laid out when its pages are first seen: that takes seconds, and a program
  const seen = (element) =>
    new Promise((resolve) => {
      const watch = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(element);
    });
  async function layOut(sheets) {
    const doing = sheets.querySelector(".laying");
    const span = sheets.dataset.span ? `?span=${sheets.dataset.span}` : "";
    try {
      const headers = { "Accept-Language": document.documentElement.lang };
      const answer = await fetch(`/speech/${sheets.dataset.speech}/pages${span}`, { headers });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error?.message ?? answer.status);
      Object.assign(sheets.dataset, said);
    } catch (error) {
      doing.textContent = error.message;
      return false;
    }
    doing.remove();
    for (const hidden of sheets.querySelectorAll("[hidden]:not(.gone)")) hidden.hidden = false;
    show(sheets);
    return true;
  }
  function gone(sheets, is) {
    sheets.querySelector(".gone").hidden = !is;
    sheets.querySelector("figure").hidden = is;
  }
  function turn(sheets, by) {
    const count = Number(sheets.dataset.count);
    const page = Math.min(Math.max(Number(sheets.dataset.page) + by, 1), count);
    sheets.querySelector('[data-do="sheet-before"]').disabled = page === 1;
    sheets.querySelector('[data-do="sheet-next"]').disabled = page === count;
    if (!by) return;
    sheets.dataset.page = page;
    gone(sheets, false);
    show(sheets);
  }
  function show(sheets) {
    const { page, count } = sheets.dataset;
    const img = sheets.querySelector("img");
    const address = `/speech/${sheets.dataset.speech}/page/${page}?v=${sheets.dataset.version}`;
    img.src = address;
    img.closest("a").href = `${address}&width=1600`;
    const names = { zh: `第 ${page} 页的原貌`, en: `Page ${page} as it is in the file` };
    for (const [name, said] of Object.entries(names)) img.setAttribute(`data-${name}-alt`, said);
    img.alt = english() ? names.en : names.zh;
    const [zh, en] = sheets.querySelectorAll('[role="status"] span');
    zh.textContent = `第 ${page} 页，共 ${count} 页`;
    en.textContent = `Page ${page} of ${count}`;
    box(sheets);
  }
  function box(sheets) {
    const figure = sheets.querySelector("figure");
    for (const old of figure.querySelectorAll(".box")) old.remove();
    const img = figure.querySelector("img");
    if (!sheets.dataset.boxes || !img.complete || !img.naturalWidth) return;
    const here = JSON.parse(sheets.dataset.boxes).find((one) => one.page === Number(sheets.dataset.page));
    for (const [left, top, right, bottom] of here?.boxes ?? []) {
      const drawn = document.createElement("span");
      drawn.className = "box";
      const sides = { left, top, width: right - left, height: bottom - top };
      for (const [side, share] of Object.entries(sides)) drawn.style[side] = `${100 * share}%`;
      img.parentElement.append(drawn);
    }
    const first = figure.querySelector(".box");
    if (first) figure.scrollTop = Math.max(0, first.offsetTop - figure.clientHeight / 3);
  }
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "view") {
      const columns = button.closest(".columns");
      view(columns, button.dataset.view);
      toMark(columns.parentElement);
    } else if (button.dataset.do.startsWith("sheet-")) {
      turn(button.closest(".sheets"), button.dataset.do === "sheet-next" ? 1 : -1);
    } else if (button.dataset.do === "to-mark") {
      event.preventDefault();
      toMark(button.closest("main, dialog"));
    } else if (button.dataset.do === "copy-link" && !window.yinzhengCopied) {
      copy(button);
    }
  });
  async function copy(button) {
    const link = new URL(button.dataset.link, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      const area = document.createElement("textarea");
      area.value = link;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = [...button.childNodes];
    button.textContent = document.documentElement.lang === "en" ? "Copied" : "已复制";
    setTimeout(() => button.replaceChildren(...label), 1500);
  }
  if (document.querySelector("main .columns")) {
    window.yinzhengDocument(document.querySelector("main"));
    if (asked) history.replaceState(null, "", `${location.pathname}#${asked}`); // the address that people keep
  }
})();
