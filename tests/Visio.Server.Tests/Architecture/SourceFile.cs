namespace Visio.Server.Tests.Architecture;

/// <summary>A file of the sources, as the rules see it.</summary>
/// <param name="Path">From the root of the project, with slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed record SourceFile(string Path, string Text);
