// An empty library is filled where one would have asked: files are dropped on the page or chosen, and it opens anew.
(() => {
  "use strict";
  const root = document.documentElement;
  const say = (zh, en) => (root.lang === "en" ? en : zh);
  const told = window.yinzhengTold;
  const make = (tag, fields = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };
  const both = (zh, en) => [
    make("span", { className: "zh", lang: "zh-CN", textContent: zh }),
    make("span", { className: "en", lang: "en", textContent: en }),
  ];

  function place() {
    const link = document.querySelector("#chat .welcome a.fill");
    if (!link || document.getElementById("fill-files")) return;
    const files = make("input", { type: "file", id: "fill-files", multiple: true });
    const hint = both("把文件或 zip 拖到这里，或点击选择", "drop files or a zip here, or click to choose");
    const drop = make(
      "label",
      { className: "drop" },
      make("b", {}, ...both("添加讲话", "Add speeches")),
      ...hint,
      files,
    );
    const said = make("p", { className: "filled" });
    said.setAttribute("role", "status");
    files.addEventListener("change", () => files.files.length && start([...files.files], said, drop));
    for (const type of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", type === "dragover");
        if (type === "drop" && event.dataTransfer.files.length) start([...event.dataTransfer.files], said, drop);
      });
    }
    link.parentElement.after(drop, said);
    link.parentElement.remove();
  }

  async function start(chosen, said, drop) {
    if (drop.classList.contains("busy")) return;
    drop.classList.add("busy");
    said.replaceChildren(say("上传中…", "Sending…"));
    const form = new FormData();
    for (const file of chosen) form.append("files", file);
    const failed = [];
    let added = 0;
    const take = (name, data) => {
      if (name === "progress") said.replaceChildren(`${data.done} / ${data.total}  ${told(data.name)}`);
      else if (name === "result" && data.speech) added += 1;
      else if (name === "result") failed.push(told(`${data.name}：${data.reason}`));
      else if (name === "error") failed.push(data.error.message);
    };
    try {
      const headers = { "Accept-Language": root.lang };
      const response = await fetch("/api/library/documents", { method: "POST", headers, body: form });
      if (!response.ok) throw new Error((await response.json().catch(() => ({}))).error?.message ?? response.status);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = "", part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const [name, data] = text.slice(0, end).split("\n");
          take(name.slice(7), JSON.parse(data.slice(6)));
          text = text.slice(end + 2);
        }
      }
    } catch (error) {
      failed.push(error.message);
    }
    drop.classList.remove("busy");
    if (added && !failed.length) return location.reload();
    said.replaceChildren(...failed.map((line) => make("span", { className: "bad", textContent: line })));
    if (added) {
      const again = make("a", { href: "/", textContent: say(`已添加 ${added} 篇，开始提问`, `${added} added: ask`) });
      said.append(again);
    }
  }

  new MutationObserver(place).observe(root, { subtree: true, childList: true });
  place();
})();
