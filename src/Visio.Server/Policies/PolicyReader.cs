using System.Text.Json;
using System.Text.Json.Serialization;
using Visio.Server.Hosting;

namespace Visio.Server.Policies;

/// <summary>Reads a policy from JSON as an administrator sends it: no unknown field, no field twice, no null where there must be a value.</summary>
internal static class PolicyReader
{
    private const int MaxDays = 3650;
    private const int MaxAssuranceValues = 20;
    private const int MaxAssuranceLength = 200;
    private const int MaxCapacity = 100_000;
    private static readonly JsonSerializerOptions Strict = MakeOptions();

    /// <summary>The policy, or what is wrong with the text. What is absent has its default.</summary>
    public static async Task<(Policy? Policy, string? Problem)> ReadAsync(Stream json, CancellationToken cancellationToken)
    {
        try
        {
            var policy = await JsonSerializer.DeserializeAsync<Policy>(json, Strict, cancellationToken);
            return policy is null ? (null, "The policy is null.") : ProblemOf(policy) is { } problem ? (null, problem) : (policy, null);
        }
        catch (JsonException unreadable)
        {
            // The path names a field of ours or what stands in the request; the exception's text would name types.
            return (null, $"Not a policy, at {unreadable.Path ?? "its beginning"}.");
        }
    }

    private static string? ProblemOf(Policy policy)
    {
        if (policy.AllowedAccessLevels.Count == 0 || policy.AllowedAccessLevels.Distinct().Count() != policy.AllowedAccessLevels.Count)
        {
            return "allowedAccessLevels has at least one access level, and none twice.";
        }

        if (!policy.AllowedAccessLevels.Contains(policy.DefaultAccessLevel))
        {
            return "defaultAccessLevel is one of allowedAccessLevels.";
        }

        if (policy.MaxCapacity is < 1 or > MaxCapacity)
        {
            return $"maxCapacity is from 1 to {MaxCapacity}, or null.";
        }

        if (policy.RoomExpiryDays is < 1 or > MaxDays)
        {
            return $"roomExpiryDays is from 1 to {MaxDays}, or null.";
        }

        if (policy.MeetingRetentionDays is < 1 or > MaxDays || policy.AuditRetentionDays is < 1 or > MaxDays)
        {
            return $"meetingRetentionDays and auditRetentionDays are from 1 to {MaxDays}.";
        }

        IReadOnlyList<string>[] assurances = [policy.HostAcr, policy.HostAmr, policy.AdminAcr, policy.AdminAmr];
        return assurances.All(IsAssurance) ? null : $"acr and amr values have 1 to {MaxAssuranceLength} printable ASCII characters, at most {MaxAssuranceValues} each.";
    }

    private static bool IsAssurance(IReadOnlyList<string> values) =>
        values.Count <= MaxAssuranceValues
        && values.All(value => value is { Length: > 0 and <= MaxAssuranceLength } && value.All(c => c is > ' ' and < '\x7f'));

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            NumberHandling = JsonNumberHandling.Strict,
        };
        ApiJson.Apply(options);
        return options;
    }
}
