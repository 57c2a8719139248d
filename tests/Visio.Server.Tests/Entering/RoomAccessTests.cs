using Visio.Server.Entering;
using Visio.Server.Policies;

namespace Visio.Server.Tests.Entering;

/// <summary>The decision as a table: one line for each situation that matters. Then what must hold in every situation there is.</summary>
[Trait("Database", "none")]
public sealed class RoomAccessTests
{
    private const RoomRole None = (RoomRole)(-1);

    private static readonly AccessLevel[] Levels = [AccessLevel.Public, AccessLevel.Trusted, AccessLevel.Restricted];
    private static readonly RoomRole?[] Roles = [null, RoomRole.Participant, RoomRole.Member, RoomRole.Deputy, RoomRole.CoHost, RoomRole.Owner];

    public static TheoryData<string, string, string, string, string> Table => new()
    {
        // access      lobby       who                    circumstances          becomes
        { "public", "byAccess", "guest", "", "admit participant" },
        { "public", "byAccess", "account", "", "admit participant" },
        { "public", "byAccess", "member", "", "admit member" },
        { "public", "off", "guest", "", "admit participant" },
        { "public", "everyone", "guest", "", "wait everyone_waits" },
        { "public", "everyone", "account", "", "wait everyone_waits" },
        { "public", "everyone", "member", "", "admit member" },
        { "public", "everyone", "deputy", "", "admit deputy" },
        { "trusted", "byAccess", "guest", "", "wait sign_in_required" },
        { "trusted", "byAccess", "account", "", "admit participant" },
        { "trusted", "byAccess", "member", "", "admit member" },
        { "trusted", "off", "guest", "", "deny sign_in_required" },
        { "trusted", "off", "account", "", "admit participant" },
        { "trusted", "everyone", "guest", "", "wait sign_in_required" },
        { "trusted", "everyone", "account", "", "wait everyone_waits" },
        { "restricted", "byAccess", "guest", "", "wait not_invited" },
        { "restricted", "byAccess", "account", "", "wait not_invited" },
        { "restricted", "byAccess", "member", "", "admit member" },
        { "restricted", "byAccess", "deputy", "", "admit deputy" },
        { "restricted", "byAccess", "coHost", "", "admit coHost" },
        { "restricted", "byAccess", "owner", "", "admit owner" },
        { "restricted", "off", "guest", "", "deny not_invited" },
        { "restricted", "off", "account", "", "deny not_invited" },
        { "restricted", "off", "member", "", "admit member" },
        { "restricted", "everyone", "account", "", "wait not_invited" },

        // locked: hosts alone, whatever else
        { "public", "byAccess", "guest", "locked", "deny room_locked" },
        { "public", "byAccess", "account", "locked", "deny room_locked" },
        { "public", "byAccess", "member", "locked", "deny room_locked" },
        { "public", "byAccess", "deputy", "locked", "deny room_locked" },
        { "public", "byAccess", "coHost", "locked", "admit coHost" },
        { "public", "byAccess", "owner", "locked", "admit owner" },
        { "public", "byAccess", "account", "locked before", "deny room_locked" },
        { "restricted", "byAccess", "guest", "locked", "deny room_locked" },

        // full: hosts alone
        { "public", "byAccess", "guest", "full", "deny room_full" },
        { "restricted", "byAccess", "member", "full", "deny room_full" },
        { "restricted", "byAccess", "guest", "full", "deny room_full" },
        { "public", "byAccess", "coHost", "full", "admit coHost" },
        { "public", "byAccess", "guest", "almost-full", "admit participant" },

        // banned: nobody
        { "public", "byAccess", "guest", "banned", "deny banned" },
        { "public", "byAccess", "account", "banned", "deny banned" },
        { "public", "byAccess", "owner", "banned", "deny banned" },
        { "public", "byAccess", "guest", "banned before", "deny banned" },
        { "public", "byAccess", "guest", "banned locked full expired", "deny banned" },

        // a guest was banned, and nobody knows who this is
        { "public", "byAccess", "guest", "guest-banned", "wait guests_wait" },
        { "public", "everyone", "guest", "guest-banned", "wait everyone_waits" },
        { "public", "off", "guest", "guest-banned", "deny sign_in_required" },
        { "trusted", "byAccess", "guest", "guest-banned", "wait sign_in_required" },
        { "public", "byAccess", "guest", "guest-banned before", "admit participant" },

        // let in before
        { "trusted", "byAccess", "guest", "before", "admit participant" },
        { "restricted", "everyone", "guest", "before", "admit participant" },
        { "restricted", "off", "account", "before", "admit participant" },
        { "restricted", "byAccess", "guest", "before full", "deny room_full" },

        // expired: nobody
        { "public", "byAccess", "guest", "expired", "deny room_expired" },
        { "public", "byAccess", "owner", "expired", "deny room_expired" },
        { "public", "byAccess", "guest", "expired before", "deny room_expired" },

        // hosts who signed in too weakly are members
        { "restricted", "byAccess", "owner", "weak", "admit member" },
        { "public", "byAccess", "coHost", "weak", "admit member" },
        { "public", "byAccess", "owner", "weak locked", "deny room_locked" },
        { "public", "byAccess", "deputy", "weak", "admit deputy" },

        // in the room at this moment with another device
        { "restricted", "byAccess", "participant", "", "wait not_invited" },
        { "restricted", "byAccess", "guest-coHost", "", "admit coHost" },
        { "public", "byAccess", "guest-coHost", "locked", "admit coHost" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_situation_is_decided_as_the_table_says(string access, string lobby, string who, string circumstances, string becomes)
    {
        var role = Enum.TryParse<RoomRole>(who.Replace("guest-", "", StringComparison.Ordinal), ignoreCase: true, out var named) ? named : None;
        var now = circumstances.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var decision = RoomAccess.Decide(new()
        {
            Access = Enum.Parse<AccessLevel>(access, ignoreCase: true),
            Lobby = Enum.Parse<LobbyMode>(lobby, ignoreCase: true),
            HasAccount = !who.StartsWith("guest", StringComparison.Ordinal),
            Role = role == None ? null : role,
            Locked = now.Contains("locked", StringComparer.Ordinal),
            Banned = now.Contains("banned", StringComparer.Ordinal),
            MayBeBannedGuest = now.Contains("guest-banned", StringComparer.Ordinal),
            AdmittedBefore = now.Contains("before", StringComparer.Ordinal),
            Expired = now.Contains("expired", StringComparer.Ordinal),
            HasHostAssurance = !now.Contains("weak", StringComparer.Ordinal),
            Capacity = now.Contains("full", StringComparer.Ordinal) || now.Contains("almost-full", StringComparer.Ordinal) ? 10 : null,
            Count = now.Contains("full", StringComparer.Ordinal) ? 10 : 9,
        });
        var outcome = decision.Verdict == AccessVerdict.Admit
            ? "admit " + System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(decision.Role.ToString())
            : $"{decision.Verdict.ToString().ToLowerInvariant()} {decision.Code}";
        Assert.Equal(becomes, outcome);
    }

    [Fact]
    public void Who_is_banned_is_never_let_in_nor_waits() =>
        Assert.All(All().Where(f => f.Banned), f => Assert.Equal(AccessVerdict.Deny, RoomAccess.Decide(f).Verdict));

    [Fact]
    public void A_host_is_never_locked_out_but_by_a_ban_or_the_end_of_the_room() => Assert.All(
        All().Where(f => f is { Role: >= RoomRole.CoHost, HasHostAssurance: true, Banned: false, Expired: false }),
        f => Assert.Equal(AccessDecision.Admit(f.Role!.Value), RoomAccess.Decide(f)));

    [Fact]
    public void Opening_a_room_wider_never_turns_anybody_away() => Assert.All(All(), facts =>
    {
        var verdict = RoomAccess.Decide(facts).Verdict;
        foreach (var wider in Levels.Where(level => level < facts.Access))
        {
            Assert.True(RoomAccess.Decide(facts with { Access = wider }).Verdict <= verdict, facts.ToString());
        }
    });

    [Fact]
    public void More_standing_never_makes_it_worse() => Assert.All(All(), facts =>
    {
        var verdict = RoomAccess.Decide(facts).Verdict;
        foreach (var higher in Roles.Where(role => role > facts.Role || (facts.Role is null && role is not null)))
        {
            Assert.True(RoomAccess.Decide(facts with { Role = higher }).Verdict <= verdict, facts.ToString());
        }

        Assert.True(RoomAccess.Decide(facts with { HasAccount = true, MayBeBannedGuest = false }).Verdict <= verdict, facts.ToString());
        Assert.True(RoomAccess.Decide(facts with { AdmittedBefore = true }).Verdict <= verdict, facts.ToString());
    });

    [Fact]
    public void Nobody_gets_more_than_their_role() => Assert.All(All(), facts =>
    {
        var decision = RoomAccess.Decide(facts);
        Assert.True(decision.Verdict != AccessVerdict.Admit || decision.Role <= (facts.Role ?? RoomRole.Participant), facts.ToString());
        Assert.True(facts.HasHostAssurance || decision.Role < RoomRole.CoHost, facts.ToString());
    });

    [Fact]
    public void Who_is_not_let_in_is_told_why() => Assert.All(All(), facts =>
    {
        var decision = RoomAccess.Decide(facts);
        Assert.Equal(decision.Verdict == AccessVerdict.Admit, decision.Reason == AccessReason.None);
    });

    /// <summary>Every situation there is.</summary>
    private static IEnumerable<AccessFacts> All() =>
        from access in Levels
        from lobby in new[] { LobbyMode.ByAccess, LobbyMode.Everyone, LobbyMode.Off }
        from role in Roles
        from flags in Enumerable.Range(0, 256)
        let hasAccount = (flags & 1) != 0
        where !hasAccount || (flags & 64) == 0
        select new AccessFacts
        {
            Access = access,
            Lobby = lobby,
            Role = role,
            HasAccount = hasAccount,
            Locked = (flags & 2) != 0,
            Expired = (flags & 4) != 0,
            Capacity = 10,
            Count = (flags & 8) != 0 ? 10 : 9,
            HasHostAssurance = (flags & 16) != 0,
            Banned = (flags & 32) != 0,
            MayBeBannedGuest = (flags & 64) != 0,
            AdmittedBefore = (flags & 128) != 0,
        };
}
