namespace Visio.Server.Policies;

/// <summary>The policy as it is stored: the only row of its table, or none while everything has its default.</summary>
internal sealed class PolicyDocument
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    public required Policy Policy { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
