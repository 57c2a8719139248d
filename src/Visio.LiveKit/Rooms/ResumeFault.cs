namespace Visio.LiveKit.Rooms;

/// <summary>How the next resumes of a participant are to fail, for tests of clients.</summary>
/// <param name="Silent">Whether the socket is closed without a word; otherwise after everything a resume is told.</param>
/// <param name="Left">How many resumes fail.</param>
/// <param name="Until">When they succeed again in any case.</param>
internal sealed record ResumeFault(bool Silent, int Left, DateTimeOffset Until);
