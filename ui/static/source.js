// A link may carry its span in the fragment alone (#120-180). The span is marked on the server, where offsets count
// characters; here they would count UTF-16 units. So ask the server for it.
(() => {
  const span = location.hash.slice(1);
  const asked = new URLSearchParams(location.search).get("span");
  if (/^\d+-\d+$/.test(span) && span !== asked && location.pathname.startsWith("/speech/")) {
    location.replace(`${location.pathname}?span=${span}#${span}`);
    return;
  }
  const mark = document.querySelector("mark[id]");
  if (mark) mark.scrollIntoView({ block: "center" });
})();
