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
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "view") {
      const columns = button.closest(".columns");
      view(columns, button.dataset.view);
      toMark(columns.parentElement);
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
