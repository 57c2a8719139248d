/** The meetings made in this visit: their creator is shown the link to send before entering. */
const made = new Set<string>();

/** Those of them that are entered without the look at the devices, once. */
const straight = new Set<string>();

export const invitations = {
  markNew: (slug: string, goStraight = false): void => {
    made.add(slug);
    if (goStraight) straight.add(slug);
  },
  /** True once: whoever comes back to the address looks at the devices. */
  takeStraight: (slug: string): boolean => straight.delete(slug),
  isNew: (slug: string): boolean => made.has(slug),
  linkTo: (slug: string): string => `${location.origin}/${slug}`,
};
