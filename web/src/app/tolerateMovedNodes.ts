/**
 * Lets React remove nodes, and insert others before them, after something else has moved them. Browsers that translate
 * a page rebuild its sentences, and React would throw and leave a white page (facebook/react#11538). A node that has
 * moved is removed from where it is now. One that is inserted comes before the part of the parent that now has the
 * other one, or last.
 */
export function tolerateMovedNodes(): void {
  const { removeChild, insertBefore } = Node.prototype;

  Node.prototype.removeChild = function removeWhereItIs<Child extends Node>(child: Child): Child {
    if (child.parentNode === this) return removeChild.call(this, child) as Child;
    child.parentNode?.removeChild(child);
    return child;
  };

  Node.prototype.insertBefore = function insertBeforeWhereItIs<Child extends Node>(child: Child, other: Node | null) {
    let part = other;
    while (part && part.parentNode !== this) part = part.parentNode;
    return insertBefore.call(this, child, part) as Child;
  };
}
