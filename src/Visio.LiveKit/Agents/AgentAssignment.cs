namespace Visio.LiveKit.Agents;

/// <summary>What became of the offer of a job.</summary>
/// <param name="Worker">Who has taken it; null when nobody has.</param>
/// <param name="Identity">The identity that its agent joins with.</param>
/// <param name="IsUnwanted">Whether a worker has said that nobody is to be asked again.</param>
internal sealed record AgentAssignment(AgentWorker? Worker, string Identity, bool IsUnwanted)
{
    public static readonly AgentAssignment Nobody = new(null, "", false);

    public static readonly AgentAssignment Unwanted = new(null, "", true);
}
