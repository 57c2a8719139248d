namespace Visio.LiveKit.Agents;

/// <summary>What becomes of a job at its worker.</summary>
internal enum AgentJobChange
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is done.</summary>
    Succeeded,

    /// <summary>It went wrong.</summary>
    Failed,

    /// <summary>The worker gives it to another.</summary>
    Migrating,

    /// <summary>The worker is gone.</summary>
    Lost,
}
