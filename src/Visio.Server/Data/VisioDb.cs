using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Audit;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Data;

/// <summary>
/// The database, the same on SQLite and PostgreSQL. Its tables are made by <see cref="SchemaUpgrades"/>; a test holds the two together.
/// Identifiers in it are snake case; times are milliseconds since the epoch.
/// </summary>
internal sealed class VisioDb(DbContextOptions<VisioDb> options, AuditChain audit) : DbContext(options)
{
    private readonly List<AuditEvent> _toAudit = [];

    public DbSet<User> Users => Set<User>();

    public DbSet<UserLogin> UserLogins => Set<UserLogin>();

    public DbSet<IdentityUserPasskey<Guid>> UserPasskeys => Set<IdentityUserPasskey<Guid>>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    public DbSet<Room> Rooms => Set<Room>();

    public DbSet<RoomMember> RoomMembers => Set<RoomMember>();

    public DbSet<RoomBan> RoomBans => Set<RoomBan>();

    public DbSet<Admission> Admissions => Set<Admission>();

    public DbSet<Meeting> Meetings => Set<Meeting>();

    public DbSet<ChatMessage> ChatMessages => Set<ChatMessage>();

    public DbSet<ChatReaction> ChatReactions => Set<ChatReaction>();

    public DbSet<Application> Applications => Set<Application>();

    public DbSet<ApplicationToken> ApplicationTokens => Set<ApplicationToken>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<PolicyDocument> Policies => Set<PolicyDocument>();

    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    /// <summary>Writes into the audit log with the next save, in the same transaction: either both are there or neither.</summary>
    public void Record(AuditEvent happened) => _toAudit.Add(happened);

    /// <summary>Gives up what was not saved, so that something else can be tried after a save that failed.</summary>
    public void Forget()
    {
        ChangeTracker.Clear();
        _toAudit.Clear();
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("The database is saved asynchronously.");

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // A single row as well: see SqliteWriteQueue.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        if (_toAudit.Count == 0)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        var outer = Database.CurrentTransaction;
        await using var own = outer is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        AuditLog.AddRange(await audit.LinkAsync(this, _toAudit, cancellationToken));
        await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        _toAudit.Clear();
        return saved;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configuration.Properties<RoomSlug>().HaveConversion<SlugText>();
        configuration.Properties<RoomRights>().HaveConversion<JsonText<RoomRights>>();
        configuration.Properties<Policy>().HaveConversion<JsonText<Policy>>();
        configuration.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.ToTable("users");
            user.Ignore(u => u.PhoneNumber).Ignore(u => u.PhoneNumberConfirmed).Ignore(u => u.TwoFactorEnabled);
            user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
        });
        modelBuilder.Entity<UserLogin>().ToTable("user_logins").HasKey(l => new { l.Issuer, l.Subject });
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("user_passkeys").HasKey(p => p.CredentialId);
            passkey.OwnsOne(p => p.Data, data =>
            {
                data.ToJson("data");

                // Base64 on both databases: left alone, EF Core writes hexadecimal on SQLite, which a restored backup could not be read with.
                data.Property(d => d.PublicKey).HasConversion<string>();
                data.Property(d => d.AttestationObject).HasConversion<string>();
                data.Property(d => d.ClientDataJson).HasConversion<string>();
            });
        });
        modelBuilder.Entity<Session>().ToTable("sessions");
        modelBuilder.Entity<SignInLink>().ToTable("sign_in_links");
        modelBuilder.Entity<Room>().ToTable("rooms");
        modelBuilder.Entity<RoomMember>().ToTable("room_members").HasKey(m => new { m.RoomId, m.UserId });
        modelBuilder.Entity<RoomBan>().ToTable("room_bans");
        modelBuilder.Entity<Admission>().ToTable("admissions").HasKey(a => a.Identity);
        modelBuilder.Entity<Meeting>().ToTable("meetings");
        modelBuilder.Entity<ChatMessage>().ToTable("chat_messages").HasKey(m => new { m.RoomId, m.Number });
        modelBuilder.Entity<ChatReaction>().ToTable("chat_reactions").HasKey(r => new { r.RoomId, r.Number, r.Identity, r.Emoji });
        modelBuilder.Entity<Application>().ToTable("applications");
        modelBuilder.Entity<ApplicationToken>().ToTable("application_tokens");
        modelBuilder.Entity<Webhook>().ToTable("webhooks");
        modelBuilder.Entity<WebhookDelivery>().ToTable("webhook_deliveries");
        modelBuilder.Entity<PolicyDocument>().ToTable("policies").Property(p => p.Id).ValueGeneratedNever();
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit_log").HasKey(e => e.Sequence);
            entry.Property(e => e.Sequence).ValueGeneratedNever();
        });
        modelBuilder.Entity<AuditHead>().ToTable("audit_head").Property(h => h.Id).ValueGeneratedNever();
        Relate(modelBuilder);
        ColumnNames.Apply(modelBuilder.Model);
    }

    /// <summary>What refers to what, so that rows are written in an order that the foreign keys allow.</summary>
    private static void Relate(ModelBuilder model)
    {
        model.Entity<UserLogin>().HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        model.Entity<IdentityUserPasskey<Guid>>().HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
        model.Entity<Session>().HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
        model.Entity<SignInLink>().HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        model.Entity<RoomMember>().HasOne<Room>().WithMany().HasForeignKey(m => m.RoomId);
        model.Entity<RoomMember>().HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
        model.Entity<RoomBan>().HasOne<Room>().WithMany().HasForeignKey(b => b.RoomId);
        model.Entity<RoomBan>().HasOne<User>().WithMany().HasForeignKey(b => b.UserId);
        model.Entity<Meeting>().HasOne<Room>().WithMany().HasForeignKey(m => m.RoomId);
        model.Entity<Admission>().HasOne<Room>().WithMany().HasForeignKey(a => a.RoomId);
        model.Entity<Admission>().HasOne<Meeting>().WithMany().HasForeignKey(a => a.MeetingId).OnDelete(DeleteBehavior.SetNull);
        model.Entity<Admission>().HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.SetNull);
        model.Entity<ChatMessage>().HasOne<Room>().WithMany().HasForeignKey(m => m.RoomId);
        model.Entity<ChatReaction>().HasOne<ChatMessage>().WithMany().HasForeignKey(r => new { r.RoomId, r.Number });
        model.Entity<ApplicationToken>().HasOne<Application>().WithMany().HasForeignKey(t => t.ApplicationId);
        model.Entity<ApplicationToken>().HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        model.Entity<Webhook>().HasOne<Application>().WithMany().HasForeignKey(w => w.ApplicationId);
        model.Entity<WebhookDelivery>().HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId);
    }
}
