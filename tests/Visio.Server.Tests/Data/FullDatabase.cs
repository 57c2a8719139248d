using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Data;

/// <summary>Rows for every table: what a person has left behind who did everything that can be done.</summary>
internal sealed class FullDatabase(VisioDb db, string hostileText = "é\u202e<b>&\"'\\\n\t😀")
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1795305600123);

    public Room Room { get; } = new()
    {
        Id = Guid.NewGuid(),
        Slug = RoomSlug.New(),
        Title = "Room " + hostileText,
        Access = AccessLevel.Restricted,
        Lobby = LobbyMode.Everyone,
        Rights = new RoomRights { Camera = Audience.Hosts, Chat = Audience.Members },
        Locked = true,
        Capacity = 12,
        CreatedAt = Time,
        ExpiresAt = Time.AddDays(1),
        LastUsedAt = Time.AddHours(1),
    };

    private readonly Guid _application = Guid.NewGuid();
    private readonly Guid _webhook = Guid.NewGuid();
    private readonly Guid _meeting = Guid.NewGuid();
    private long _number;

    /// <summary>What belongs to nobody: room, meeting, application, policy.</summary>
    public async Task AddSurroundingsAsync()
    {
        db.Rooms.Add(Room);
        db.Meetings.Add(new Meeting { Id = _meeting, RoomId = Room.Id, StartedAt = Time, EndedAt = null, Joins = 7, PeakParticipants = 3 });
        db.Applications.Add(new Application { Id = _application, Name = "App", ClientId = NewText(), SecretHash = NewText(), Scopes = "rooms:read", Domains = "*", CreatedAt = Time });
        db.Webhooks.Add(new Webhook { Id = _webhook, ApplicationId = _application, Url = "https://example.org/", SealedSecret = NewText(), Events = "*", CreatedAt = Time });
        if (!await db.Policies.AnyAsync())
        {
            db.Policies.Add(new PolicyDocument { Id = 1, Policy = new() { MaxCapacity = 4, HostAcr = ["eidas2"] }, UpdatedAt = Time });
        }

        await db.SaveChangesAsync();
    }

    /// <summary>A person with something in every table that can refer to one; in <see cref="Room"/> with <paramref name="role"/>.</summary>
    public async Task<User> AddPersonAsync(string name, string email, RoomRole role)
    {
        var user = new User
        {
            Id = Guid.NewGuid(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            DisplayName = name,
            PasswordHash = NewText(),
            SecurityStamp = NewText(),
            LockoutEnabled = true,
            LockoutEnd = Time.AddMinutes(5),
            AccessFailedCount = 2,
            IsAdmin = true,
            CreatedAt = Time,
            LastSignInAt = Time.AddDays(2),
        };
        var session = new Session
        {
            Id = NewText(),
            UserId = user.Id,
            Method = SignInMethod.OpenIdConnect,
            CreatedAt = Time,
            ExpiresAt = Time.AddHours(12),
            Acr = "eidas1",
            Amr = "pwd otp",
            Issuer = "https://idp.example",
            Subject = "subject of " + name,
            ProviderSession = NewText(),
            SealedIdToken = NewText(),
            SealedRefreshToken = NewText(),
        };
        var identity = JoinToken.NewIdentity();
        db.Users.Add(user);
        db.UserLogins.Add(new UserLogin { Issuer = "https://idp.example", Subject = "subject of " + name, UserId = user.Id, CreatedAt = Time });
        db.UserPasskeys.Add(new IdentityUserPasskey<Guid>
        {
            CredentialId = RandomNumberGenerator.GetBytes(16),
            UserId = user.Id,
            Data = new IdentityPasskeyData
            {
                Name = "key of " + name,
                PublicKey = RandomNumberGenerator.GetBytes(77),
                CreatedAt = Time,
                SignCount = 4_000_000_000,
                Transports = ["usb", "internal"],
                IsUserVerified = true,
                AttestationObject = RandomNumberGenerator.GetBytes(50),
                ClientDataJson = [0, 255, 128],
            },
        });
        db.Sessions.Add(session);
        db.SignInLinks.Add(new SignInLink { Id = NewText(), UserId = user.Id, CreatedAt = Time, ExpiresAt = Time.AddDays(1) });
        db.RoomMembers.Add(new RoomMember { RoomId = Room.Id, UserId = user.Id, Role = role, AddedAt = Time });
        db.RoomBans.Add(new RoomBan { Id = Guid.NewGuid(), RoomId = Room.Id, UserId = user.Id, Name = name, CreatedAt = Time });
        db.Admissions.Add(new Admission
        {
            Identity = identity,
            RoomId = Room.Id,
            MeetingId = _meeting,
            UserId = user.Id,
            SessionId = session.Id,
            ApplicationId = _application,
            Kind = EntryKind.Browser,
            Name = name,
            Role = role,
            CreatedAt = Time,
            JoinedAt = Time.AddSeconds(3),
        });
        db.ChatMessages.Add(new ChatMessage
        {
            RoomId = Room.Id,
            Number = ++_number,
            Identity = identity,
            MessageId = NewText(),
            Name = name,
            Text = "written by " + name + hostileText,
            ReplyTo = NewText(),
            SentAt = Time,
        });
        db.ChatReactions.Add(new ChatReaction { RoomId = Room.Id, Number = 1, Identity = identity, Emoji = "🎉", AddedAt = Time });
        db.ApplicationTokens.Add(new ApplicationToken { Id = NewText(), ApplicationId = _application, UserId = user.Id, Scopes = "rooms:read", CreatedAt = Time, ExpiresAt = Time.AddHours(1) });
        db.WebhookDeliveries.Add(new WebhookDelivery
        {
            Id = Guid.NewGuid(),
            WebhookId = _webhook,
            EventType = "participant.joined",
            Payload = System.Text.Json.JsonSerializer.Serialize(new { participant = new { identity, name } }),
            CreatedAt = Time,
            NextAttemptAt = Time,
            Attempts = 1,
            ResponseStatus = 500,
            Error = "no " + hostileText,
        });
        db.Record(new(AuditActor.User, user.Id.ToString(), "room.create", Room.Id.ToString(), Room.Id.ToString(), new { text = hostileText }));
        db.Record(new(AuditActor.Operator, null, "user.disable", user.Id.ToString()));
        db.Record(new(AuditActor.System, null, "user.merge", null, null, new { user = user.Id }));
        await db.SaveChangesAsync();
        return user;
    }

    private static string NewText() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
