/**
 * Notes which page the address bar shows. The returned function tells whether it still shows that page: an answer that
 * comes later changes nothing on another one. React cannot tell, since a screen stays until the code of the next one has
 * been loaded.
 */
export function notePage(): () => boolean {
  const { pathname } = location;
  return () => location.pathname === pathname;
}
