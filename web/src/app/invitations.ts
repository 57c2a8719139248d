/** The meetings made in this visit: their creator is shown the link to send before entering. */
const made = new Set<string>();

export const invitations = {
  markNew: (slug: string): void => void made.add(slug),
  isNew: (slug: string): boolean => made.has(slug),
  linkTo: (slug: string): string => `${location.origin}/${slug}`,
};
