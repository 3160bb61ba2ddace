// Moves through the matrix by arrow keys: one stop for Tab, as a grid should have.

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Makes the buttons of a grid a single stop. Call the result after its content changed. */
export function grid(table) {
  let current = null;

  function rows() {
    return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => [...row.querySelectorAll("button")]);
  }

  function stopAt(button) {
    if (current && current !== button) current.tabIndex = -1;
    current = button;
    if (button) button.tabIndex = 0;
  }

  table.addEventListener("focusin", (event) => {
    if (event.target.matches("button")) stopAt(event.target);
  });
  table.addEventListener("keydown", (event) => {
    const from = event.target.closest("tbody button");
    if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = rows();
    const y = all.findIndex((row) => row.includes(from));
    const x = all[y].indexOf(from);
    let to = null;
    if (event.key in ARROWS) {
      const [down, right] = ARROWS[event.key];
      const row = all[Math.min(all.length - 1, Math.max(0, y + down))];
      to = row[Math.min(row.length - 1, Math.max(0, x + right))];
    } else if (event.key === "Home") {
      to = event.shiftKey ? all[0][0] : all[y][0];
    } else if (event.key === "End") {
      to = (event.shiftKey ? all.at(-1) : all[y]).at(-1);
    }
    if (to) {
      event.preventDefault();
      to.focus();
      to.scrollIntoView({ block: "nearest" });
    }
  });

  return () => {
    if (!current || !current.isConnected || current.closest("tr").hidden) {
      const first = [...table.tBodies[0].rows].find((row) => !row.hidden);
      stopAt(first?.querySelector("button") ?? null);
    }
  };
}
