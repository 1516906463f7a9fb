// Taking an answer along, judging it, and asking again without what the question implied.
(() => {
  "use strict";
  const root = document.documentElement;
  const say = (zh, en) => (root.lang === "en" ? en : zh);
  const make = (tag, fields = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };
  const button = (zh, en, press, name = "") => {
    const made = make("button", { type: "button", className: name, textContent: say(zh, en) });
    made.addEventListener("click", press);
    return made;
  };
  const paperOf = (number) => {
    const kept = document.getElementById(`paper-${number}`);
    const rows = JSON.parse(document.getElementById(`rows-${number}`)?.dataset.rows ?? "[]");
    return kept && { paper: JSON.parse(kept.dataset.paper), rows, model: kept.dataset.model };
  };
  async function post(path, body) {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": root.lang },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.error?.message ?? `${response.status}`);
  }

  // formatting goes to the clipboard; where a browser gives it none, as without a secure context, by a copied selection
  async function formatted(pressed, html, text) {
    try {
      const parts = { "text/html": html, "text/plain": text };
      const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const shown = make("div", {}, ...parsed.body.childNodes);
      (pressed.closest("dialog") || document.body).append(shown);
      getSelection().selectAllChildren(shown);
      document.execCommand("copy");
      getSelection().removeAllRanges();
      shown.remove();
    }
    window.yinzhengCopied(pressed); // says so
  }

  // one dialog for all
  const dialog = make("dialog", { id: "paper" });
  function open(title, opener, ...children) {
    const status = make("p", { className: "said" });
    status.setAttribute("role", "status");
    const close = button("关闭", "Close", () => dialog.close(), "close");
    dialog.replaceChildren(make("h2", { textContent: title }), ...children, status, close);
    dialog.setAttribute("aria-label", title);
    dialog.onclose = () => opener.isConnected && opener.focus();
    (document.querySelector(".gradio-container") || document.body).append(dialog);
    dialog.showModal();
    return (text, bad = false) => {
      status.textContent = text;
      status.classList.toggle("bad", bad);
    };
  }

  async function save(response) {
    const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
    const address = URL.createObjectURL(await response.blob());
    const download = make("a", { href: address, download: named ? decodeURIComponent(named[1]) : "引证" });
    document.body.append(download);
    download.click();
    download.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  document.addEventListener("yinzheng-save", ({ detail: { link, number } }) => {
    const found = paperOf(number);
    if (!found) return;
    const export_ = (format) => post("/api/export", { ...found.paper, rows: found.rows, format });
    const fetched = async (format) => {
      try {
        await save(await export_(format));
        said(say("已保存", "Saved"));
      } catch (error) {
        said(error.message, true);
      }
    };
    const copy = button("复制带出处的文本", "Copy with references", async () => {
      try {
        window.yinzhengCopied(copy, await (await export_("text")).text());
      } catch (error) {
        said(error.message, true);
      }
    });
    const plain = button("复制正文，不带标号", "Copy the text alone", async () => {
      try {
        window.yinzhengCopied(plain, (await (await export_("plain")).text()).trim());
      } catch (error) {
        said(error.message, true);
      }
    });
    const rich = button("复制到 Word、WPS", "Copy for Word or WPS", async () => {
      try {
        const [html, text] = await Promise.all(["html", "text"].map(async (f) => (await export_(f)).text()));
        await formatted(rich, html, text);
      } catch (error) {
        said(error.message, true);
      }
    });
    const choices = make(
      "div",
      { className: "choices" },
      copy,
      plain,
      rich,
      button("Word 文件（公文格式，脚注）", "Word file, with footnotes", () => fetched("docx")),
      button("Markdown 文件", "Markdown file", () => fetched("markdown")),
    );
    const said = open(say("导出这个回答", "Export this answer"), link, choices);
  });

  // --- a list as a table: it comes with the evidence, and is put where its answer has its place --------------------
  function put() {
    for (const place of document.querySelectorAll("#chat .answer .rows:empty")) {
      const number = place.closest(".answer").id.slice(1);
      const kept = document.getElementById(`rows-${number}`);
      if (!kept) continue; // of older answers the first lines stay
      place.append(kept.content.cloneNode(true));
      place.querySelector("table").dataset.key = `${location.search} ${number}`;
      window.yinzhengSortable?.(place);
    }
  }
  new MutationObserver(put).observe(root, { subtree: true, childList: true });
  document.addEventListener("click", async (event) => {
    const pressed = event.target instanceof Element && event.target.closest("#chat .rows button[data-rows]");
    if (!pressed) return;
    const number = pressed.closest(".answer").id.slice(1);
    const found = paperOf(number);
    try {
      await save(await post("/api/export", { ...found.paper, rows: found.rows, format: pressed.dataset.rows }));
    } catch (error) {
      open(say("没有存下", "Not saved"), pressed)(error.message, true);
    }
  });

  const REASONS = [
    ["wrong-citation", "引文不对", "Wrong citation"],
    ["wrong-answer", "答错了", "Wrong answer"],
    ["off-topic", "答非所问", "Off topic"],
    ["incomplete", "有遗漏", "Incomplete"],
    ["should-refuse", "库里没有，不该作答", "Should not have been answered"],
    ["should-answer", "库里有，该答出来", "Should have been answered"],
    ["other", "其他", "Other"],
  ];
  document.addEventListener("yinzheng-up", async ({ detail: { link, number } }) => {
    const found = paperOf(number);
    if (!found) return;
    try {
      await post("/api/feedback", { ...found.paper, model: found.model, rating: "up" });
      link.textContent = say("已记下，谢谢", "Noted, thank you");
    } catch (error) {
      open(say("没有记下", "Not noted"), link)(error.message, true);
    }
  });
  document.addEventListener("yinzheng-down", ({ detail: { link, number } }) => {
    const found = paperOf(number);
    if (!found) return;
    const form = make("form", { className: "judge" });
    const why = make("fieldset", {}, make("legend", { textContent: say("哪里不对？", "What is wrong?") }));
    for (const [value, zh, en] of REASONS) {
      const radio = make("input", { type: "radio", name: "reason", value, required: true });
      why.append(make("label", {}, radio, ` ${say(zh, en)}`));
    }
    const expected = make("input", { name: "expected", maxLength: 500 });
    const comment = make("textarea", { name: "comment", maxLength: 2000, rows: 2 });
    const send = make("button", { type: "submit", textContent: say("记下", "Keep") });
    form.append(
      why,
      make("label", {}, say("正确的答案（可不填）", "The right answer (optional)"), expected),
      make("label", {}, say("说明（可不填）", "Remarks (optional)"), comment),
      make("p", {
        className: "note",
        textContent: say("只存在本机资料库旁，不外传。", "Kept beside the library on this machine only."),
      }),
      send,
    );
    const said = open(say("这个回答有问题", "Something is wrong with this answer"), link, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { reason, ...rest } = Object.fromEntries(new FormData(form));
      try {
        await post("/api/feedback", { ...found.paper, ...rest, reason, model: found.model, rating: "down" });
        form.remove();
        said(say("已记下，谢谢", "Noted, thank you"));
        link.textContent = say("已记下", "Noted");
      } catch (error) {
        said(error.message, true);
      }
    });
  });

  // --- without what the question implied ----------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const chip = event.target instanceof Element && event.target.closest("#panel .implied button");
    if (!chip) return;
    window.yinzhengAgain?.({ do: chip.dataset.do, value: chip.dataset.name, number: chip.dataset.number });
  });
})();
