namespace Visio.Sfu.Loop;

/// <summary>What happened to a connection.</summary>
internal enum StreamEventKind
{
    /// <summary>It is up.</summary>
    Opened,

    /// <summary>Whole frames have arrived, and wait to be taken.</summary>
    Received,

    /// <summary>It is gone.</summary>
    Closed,
}
