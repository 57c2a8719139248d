namespace Visio.Sfu;

/// <summary>A track a peer sends to us, unique in the process and never used again.</summary>
public readonly record struct PublicationId(long Value);
