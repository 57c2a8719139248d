namespace Visio.Sfu.Loop;

/// <summary>What a connection tells the loop, in order.</summary>
internal readonly record struct StreamEvent(StreamConnection Connection, StreamEventKind Kind);
