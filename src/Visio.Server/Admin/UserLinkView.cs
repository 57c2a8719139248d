namespace Visio.Server.Admin;

/// <summary>A link that signs one person in once.</summary>
/// <param name="Url">To be handed to that person, and to nobody else.</param>
internal sealed record UserLinkView(string Url);
