// A citation leads to its passage: a tooltip, its card, the whole document at that place, and back.
(() => {
  "use strict";
  const $ = (selector, scope = document) => scope.querySelector(selector);
  const root = document.documentElement;
  const wide = matchMedia("(min-width: 861px)");
  const say = (zh, en) => (root.lang === "en" ? en : zh);
  const cardOf = (link) => document.getElementById(link.getAttribute("href").slice(1))?.closest(".card");
  const numberOf = (link) => /-(\d+)$/.exec(link.getAttribute("href"))?.[1];
  const behavior = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  let opener = null;

  // --- cards -------------------------------------------------------------------------------------------------
  function reveal(section) {
    for (const other of document.querySelectorAll("#panel .evidence")) other.hidden = other !== section;
    if (!wide.matches) root.dataset.sheet = "open";
  }
  function show(card, link) {
    reveal(card.closest(".evidence"));
    for (const lit of document.querySelectorAll("#panel .lit")) lit.classList.remove("lit");
    card.classList.add("lit");
    (marksOf(card, numberOf(link))[0] || card).scrollIntoView({ block: "center", behavior: behavior() });
    card.focus({ preventScroll: true });
    if (wide.matches) unfold(card);
  }
  function back(name) {
    delete root.dataset.sheet;
    const link = opener?.isConnected && opener.hash === `#${name}` ? opener : $(`#chat a.cite[href="#${name}"]`);
    link?.scrollIntoView({ block: "center" });
    link?.focus({ preventScroll: true });
  }
  // from card to card without the way over the answer: n and p, Escape leads back to the sentence
  document.addEventListener("keydown", (event) => {
    const card = event.target instanceof Element && event.target.closest("#panel .card.cited");
    if (!card || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (event.key === "Escape" && root.dataset.sheet !== "open" && !event.defaultPrevented) {
      const name =
        opener?.isConnected && cardOf(opener) === card ? opener.hash.slice(1) : $(".number", card).dataset.back;
      back(name);
    } else if (event.key === "n" || event.key === "p") {
      const cards = [...card.closest(".evidence").querySelectorAll(".card.cited")];
      const next = cards[cards.indexOf(card) + (event.key === "n" ? 1 : -1)];
      const link = next && $(`#chat a.cite[href="#${$(".number", next).dataset.back}"]`);
      if (!link) return;
      event.preventDefault();
      opener = link;
      show(next, link);
    }
  });
  document.addEventListener("yinzheng-sheet-closed", () => opener?.isConnected && opener.focus());
  document.addEventListener("yinzheng-evidence", ({ detail }) => {
    const section = document.getElementById(`e${detail.number}`);
    if (!section) return;
    opener = detail.link;
    reveal(section);
    section.scrollIntoView({ block: "start", behavior: behavior() });
    const first = $(".card, a, summary", section);
    first?.focus({ preventScroll: true });
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    const link = event.target.closest("#chat a.cite, #chat .rows a, #panel a.number, #panel a.document, #panel h3 a");
    if (link && plain) {
      if (link.matches(".document, h3 a, .rows a")) {
        event.preventDefault();
        return read(link);
      }
      event.preventDefault();
      if (link.matches(".number")) return back(link.dataset.back);
      const card = cardOf(link);
      if (card) {
        opener = link;
        hideTip();
        show(card, link);
      }
      return;
    }
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "copy-link") copied(button, new URL(button.dataset.link, location.href).href);
    if (button?.dataset.do === "copy-quote") copied(button, quotation(button.closest(".card")));
  });

  // --- the whole document, within the card and in a dialog ------------------------------------------------------
  const LONG = 300_000; // characters of a document's page; a longer one is shown in its own window
  async function fetched(link) {
    const response = await fetch(link.href, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.text();
  }
  async function unfold(card) {
    const link = $("a.document", card);
    const quote = $("blockquote", card);
    const parts = new Set([...quote.querySelectorAll("mark")].map((mark) => mark.dataset.of));
    if (!link || parts.size > 1 || quote.classList.contains("whole")) return; // the page would mark the first alone
    const [of] = parts;
    let page;
    try {
      page = await fetched(link);
    } catch {
      return; // the paragraph is there already
    }
    if (page.length > LONG || !card.isConnected || quote.classList.contains("whole")) return;
    const text = $(".original", new DOMParser().parseFromString(page, "text/html"));
    if (!text) return;
    for (const mark of text.querySelectorAll("mark")) {
      mark.removeAttribute("id");
      if (of) mark.dataset.of = of;
    }
    quote.classList.add("whole");
    quote.tabIndex = 0;
    quote.setAttribute("role", "region");
    quote.setAttribute("aria-label", say("原文全文", "The whole source"));
    quote.replaceChildren(...[...text.childNodes].map((node) => document.importNode(node, true)));
    center(quote);
    ($("mark", quote) || card).scrollIntoView({ block: "nearest" });
  }
  function center(scroller) {
    const mark = $("mark", scroller);
    if (!mark) return;
    const at = mark.getBoundingClientRect();
    const around = scroller.getBoundingClientRect();
    scroller.scrollTop += at.top - around.top - (around.height - Math.min(at.height, around.height)) / 2;
  }

  const reader = document.createElement("dialog");
  reader.id = "reader";
  reader.addEventListener("click", (event) => event.target === reader && reader.close());
  async function read(link) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "×";
    close.setAttribute("aria-label", say("关闭", "Close"));
    close.addEventListener("click", () => reader.close());
    const body = document.createElement("div");
    body.className = "body";
    body.textContent = say("载入中…", "Loading…");
    reader.replaceChildren(close, body);
    ($(".gradio-container") || document.body).append(reader);
    reader.setAttribute("aria-label", say("原文全文", "The whole source"));
    reader.showModal();
    try {
      const page = await fetched(link);
      const main = $("main", new DOMParser().parseFromString(page, "text/html"));
      const own = document.createElement("a");
      own.href = link.href;
      own.target = "_blank";
      own.className = "own";
      own.textContent = say("在新窗口打开", "Open in its own window");
      body.replaceChildren(own, ...[...main.childNodes].map((node) => document.importNode(node, true)));
      window.yinzhengDocument?.(body);
      center(body);
    } catch {
      body.textContent = say("没有载入；请检查服务是否还在运行", "Not loaded; is the service still running?");
    }
  }

  // --- the quotation as a tooltip ----------------------------------------------------------------------------
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let leaving;

  function showTip(link) {
    const card = cardOf(link);
    const mark = card && $("mark", card);
    if (!mark) return;
    clearTimeout(leaving);
    const quote = document.createElement("q");
    quote.textContent = wordsOf(card, numberOf(link));
    const from = document.createElement("p");
    from.textContent = factsOf(card).join(" · ");
    const whose = document.createElement("p");
    whose.textContent = shownText($(".whose", card));
    tip.replaceChildren(quote, from, ...(whose.textContent ? [whose] : []));
    ($(".gradio-container") || document.body).append(tip);
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const at = link.getBoundingClientRect();
    const width = tip.offsetWidth;
    tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8))}px`;
    const above = at.top - tip.offsetHeight - 6;
    tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
  }
  function hideTip() {
    clearTimeout(leaving);
    tip.hidden = true;
  }
  const citeOf = (event) => event.target instanceof Element && event.target.closest("#chat a.cite");
  document.addEventListener("mouseover", (event) => {
    if (event.target instanceof Element && event.target.closest("#tip")) return clearTimeout(leaving);
    const link = citeOf(event);
    if (link) showTip(link);
  });
  document.addEventListener("mouseout", (event) => {
    // the pointer may go over to the tooltip
    if (citeOf(event) || (event.target instanceof Element && event.target.closest("#tip"))) {
      clearTimeout(leaving);
      leaving = setTimeout(hideTip, 180);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = citeOf(event);
    if (link) showTip(link);
  });
  document.addEventListener("focusout", (event) => citeOf(event) && hideTip());
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
  document.addEventListener("scroll", (event) => event.target !== tip && hideTip(), true);

  // --- copy ---------------------------------------------------------------------------------------------------
  const shownText = (element) => {
    if (!element) return "";
    const copy = element.cloneNode(true);
    for (const other of copy.querySelectorAll(root.lang === "en" ? ".zh" : ".en")) other.remove();
    return copy.textContent.trim();
  };
  function marksOf(card, number) {
    const marks = [...card.querySelectorAll("mark")];
    return number === undefined ? marks : marks.filter((mark) => mark.dataset.of?.split(" ").includes(number));
  }
  const wordsOf = (card, number) =>
    marksOf(card, number)
      .map((mark) => mark.textContent)
      .join("");
  const allWordsOf = (card) =>
    marksOf(card)
      .map((mark, i, all) => {
        const follows = all[i - 1]?.nextSibling === mark;
        return (i && !follows ? "……" : "") + mark.textContent;
      })
      .join("");
  const factsOf = (card) => [$("h3", card), $(".byline", card)].map((e) => e?.textContent).filter(Boolean);
  const reference = (card) => card.dataset.reference || factsOf(card).join("，");
  const quotation = (card) =>
    `“${card.querySelectorAll(".number").length > 1 ? allWordsOf(card) : wordsOf(card)}”（${reference(card)}）`;

  document.addEventListener("yinzheng-copy", ({ detail }) => {
    const answer = detail.link.closest(".answer");
    const text = $(".text", answer)?.cloneNode(true);
    for (const verdict of text?.querySelectorAll(".verdict") ?? []) verdict.remove();
    const lines = [shownText(text)];
    const cited = new Map([...answer.querySelectorAll("a.cite")].map((link) => [numberOf(link), cardOf(link)]));
    for (const [number, card] of cited)
      if (card) lines.push(`[${number}] ${reference(card)}。原文：“${wordsOf(card, number)}”`);
    copied(detail.link, lines.join("\n"));
  });

  async function copied(button, text) {
    if (text === undefined) return noted(button);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // no clipboard without a secure context, such as over plain HTTP on a local network
      const area = document.createElement("textarea");
      area.value = text;
      (button.closest("dialog") || document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    noted(button);
  }
  function noted(button) {
    if (button.dataset.label === undefined) button.dataset.label = button.innerHTML;
    button.textContent = say("已复制", "Copied");
    setTimeout(() => {
      button.innerHTML = button.dataset.label; // our own markup, taken from this button
    }, 1500);
  }
  window.yinzhengCopied = copied;
})();
