// Which documents a question is asked of: chips, 只问这一篇, and @ in the box. And what is offered to be asked next.
(() => {
  "use strict";
  const $ = (selector, scope = document) => scope.querySelector(selector);
  const root = document.documentElement;
  const say = (zh, en) => (root.lang === "en" ? en : zh);
  const box = () => $("#question textarea");
  const choose = (fields) => window.yinzhengChoose?.({ do: "", name: "", value: "", ...fields });
  const write = (text) => {
    // Gradio listens to the element's own setter
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box(), text);
    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "unchoose") {
      choose({ do: "drop", name: button.dataset.name, value: button.dataset.value });
      box()?.focus();
    } else if (button.dataset.do === "only") {
      choose({ do: "only", value: button.dataset.id });
      if (root.dataset.sheet === "open") delete root.dataset.sheet;
      box()?.focus();
    }
  });

  // a link from a document's own page: /?only=ID
  function asked() {
    const address = new URL(location.href);
    const only = address.searchParams.get("only");
    if (only === null) return;
    if (!window.yinzhengChoose) return void setTimeout(asked, 100);
    address.searchParams.delete("only");
    history.replaceState(history.state, "", address);
    setTimeout(() => choose({ do: "only", value: only }), 300);
  }
  asked();

  // --- what is offered: a question that is sent, or one that is put into the box to be corrected -------------------
  document.addEventListener("yinzheng-ask", ({ detail }) => {
    if (!$("#question .submit-button")) return; // an answer is under way
    write(detail.link.textContent.trim());
    setTimeout(() => $("#question .submit-button")?.click(), 60);
  });

  // --- @ names a document or a tag ------------------------------------------------------------------------------------
  const FEW = 8;
  const AGE = 60_000; // ms that the list of documents is kept
  let known = [];
  let fetched = -AGE;
  const list = document.createElement("ul");
  list.id = "naming";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  let found = [];
  let at = 0;

  async function documents() {
    if (performance.now() - fetched > AGE) {
      fetched = performance.now();
      try {
        const answer = await fetch("/api/speeches", { credentials: "same-origin" });
        const speeches = (await answer.json()).speeches ?? [];
        const tags = new Map();
        for (const tag of speeches.flatMap((one) => one.tags ?? [])) tags.set(tag, (tags.get(tag) ?? 0) + 1);
        known = [...[...tags].map(([tag, count]) => ({ tag, title: tag, count })), ...speeches];
      } catch {
        fetched = -AGE; // the next @ asks again
      }
    }
    return known;
  }
  const named = () => {
    const { value, selectionStart } = box();
    return /[@＠]([^\s@＠，。？！]{0,30})$/.exec(value.slice(0, selectionStart));
  };
  async function suggest() {
    if (box() !== document.activeElement || !named()) return hide();
    const all = await documents();
    const words = named()?.[1].toLowerCase(); // as it is by now
    if (words === undefined) return hide();
    found = all
      .filter((one) => `${one.title} ${one.speaker ?? ""} ${one.date ?? ""}`.toLowerCase().includes(words))
      .slice(0, FEW);
    at = 0;
    if (!found.length) return hide();
    list.setAttribute("aria-label", say("选一篇", "Choose a document"));
    list.replaceChildren(
      ...found.map((one, i) => {
        const entry = document.createElement("li");
        entry.id = `naming-${i}`;
        entry.setAttribute("role", "option");
        const title = document.createElement("b");
        title.textContent = window.yinzhengTold(one.title);
        const facts = document.createElement("small");
        facts.textContent = one.tag
          ? say(`标签 · ${one.count} 篇`, `tag · ${one.count} ${one.count === 1 ? "text" : "texts"}`)
          : window.yinzhengTold([one.speaker, one.date].filter(Boolean).join(" · "));
        entry.append(title, " ", facts);
        entry.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(i);
        });
        return entry;
      }),
    );
    const place = $("#question").getBoundingClientRect();
    ($("main") || document.body).append(list);
    list.hidden = false;
    list.style.left = `${place.left}px`;
    list.style.width = `${Math.min(place.width, 560)}px`;
    list.style.bottom = `${innerHeight - place.top + 6}px`;
    mark();
  }
  function mark() {
    [...list.children].forEach((entry, i) => {
      entry.setAttribute("aria-selected", String(i === at));
    });
    box().setAttribute("aria-activedescendant", `naming-${at}`);
  }
  function hide() {
    if (list.hidden) return;
    list.hidden = true;
    box()?.removeAttribute("aria-activedescendant");
  }
  function take(i) {
    const match = named();
    const { value, selectionStart } = box();
    if (match) {
      const start = selectionStart - match[0].length;
      write(value.slice(0, start) + value.slice(selectionStart));
      box().setSelectionRange(start, start);
    }
    choose(found[i].tag ? { do: "add", name: "tag", value: found[i].tag } : { do: "add", value: found[i].id });
    hide();
    box().focus();
  }
  document.addEventListener("input", (event) => {
    if (event.target === box()) {
      if (!event.isComposing) suggest();
      measure();
    }
  });
  document.addEventListener("focusout", (event) => event.target === box() && hide());
  // Gradio adds this script once its page is drawn: somebody may have typed by then
  function typedBefore() {
    if (!box()?.value) return;
    suggest();
    measure();
  }
  addEventListener(
    "keydown", // before the page's own handlers of Enter and Escape
    (event) => {
      if (list.hidden || event.target !== box() || event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        at = (at + step + found.length) % found.length;
        mark();
      } else if (event.key === "Enter" || event.key === "Tab") take(at);
      else if (event.key === "Escape") hide();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  // --- a text longer than a question is no question: it is offered to be checked, and never cut ---------------------
  const long = () => (box()?.value.trim().length ?? 0) > Number($("#long-note p")?.dataset.most ?? Infinity);
  function measure() {
    const note = $("#long-note p");
    if (!note) return;
    root.toggleAttribute("data-long", long());
    for (const count of note.querySelectorAll(".count")) count.textContent = box().value.trim().length.toLocaleString();
  }
  addEventListener(
    "keydown",
    (event) => {
      if (event.target !== box() || event.key !== "Enter" || event.shiftKey || event.isComposing || !long()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      $("#long-note button")?.focus();
    },
    true,
  );
  addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("#question .submit-button") || !long()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      $("#long-note button")?.focus();
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-do="check-draft"]');
    if (button) check(button, box().value.trim());
  });
  const dialog = document.createElement("dialog");
  dialog.id = "checked";
  const line = (tag, text, name = "") =>
    Object.assign(document.createElement(tag), { textContent: window.yinzhengTold(text), className: name });
  async function check(opener, text) {
    const close = line("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", say("关闭", "Close"));
    close.addEventListener("click", () => dialog.close());
    const body = document.createElement("div");
    const status = line("p", say("正在逐句核对…", "Checking sentence by sentence…"), "said");
    status.setAttribute("role", "status");
    body.append(status);
    dialog.replaceChildren(close, line("h2", say("逐句核对", "Checked sentence by sentence")), body);
    dialog.setAttribute("aria-label", say("逐句核对", "Checked sentence by sentence"));
    dialog.onclose = () => opener.isConnected && opener.focus();
    ($(".gradio-container") || document.body).append(dialog);
    dialog.showModal();
    try {
      const answer = await fetch("/api/check", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": root.lang },
        body: JSON.stringify({ text }),
      });
      const report = await answer.json();
      if (!answer.ok) throw new Error(report.error?.message ?? answer.status);
      const items = document.createElement("ol");
      for (const item of report.items) items.append(shown(item));
      status.textContent = say(
        `${report.items.length} 句，与 ${report.searched} 篇比对`,
        `${report.items.length} sentences, compared with ${report.searched} texts`,
      );
      body.append(items);
    } catch (error) {
      status.textContent = error.message;
      status.classList.add("bad");
    }
  }
  function shown(item) {
    const entry = document.createElement("li");
    entry.dataset.finding = item.finding;
    entry.append(line("b", root.lang === "en" ? item.finding.replaceAll("_", " ") : item.label), line("p", item.text));
    for (const one of item.differences.filter((d) => d.kind !== "form")) {
      entry.append(line("p", `${one.draft || "∅"} → ${one.source || "∅"}`, "difference"));
    }
    const source = item.sources[0];
    if (source) {
      const link = line("a", source.speech.title, "source");
      link.href = `/speech/${source.speech.id}?span=${source.start}-${source.end}#${source.start}-${source.end}`;
      link.target = "_blank";
      entry.append(link);
    }
    return entry;
  }
  typedBefore();
})();
