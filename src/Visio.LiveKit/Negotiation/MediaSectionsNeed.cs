namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The content of a <c>media_sections_requirement</c>: how many receiving sections the client has to add before it offers again.
/// Both zero means: nothing to add, but offer again.
/// </summary>
/// <param name="Audios">Audio sections to add.</param>
/// <param name="Videos">Video sections to add.</param>
internal readonly record struct MediaSectionsNeed(int Audios, int Videos);
