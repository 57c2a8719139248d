using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.CommandLine;

/// <summary><c>visio user add|list|show</c>.</summary>
internal static class UserListCommands
{
    public static IEnumerable<Command> All(DataArguments data) => [Add(data), List(data), Show(data)];

    private static Command Add(DataArguments data)
    {
        var address = new Argument<string>("email") { Description = "The e-mail address." };
        var name = new Option<string?>("--name") { Description = "The name that others see; the part before the @ where it is missing." };
        var admin = new Option<bool>("--admin") { Description = "Administers this server." };
        address.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !EmailAddress.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no e-mail address.");
            }
        });
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !DisplayName.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError("--name must have 1 to 50 visible characters.");
            }
        });
        return UserWork.Command("add", "Make an account, and print a link that opens it once within 24 hours.", data, [address, name, admin], async work =>
        {
            var email = work.Parsed.GetRequiredValue(address).Trim();
            var shown = work.Parsed.GetValue(name)?.Trim() ?? email[..Math.Min(email.IndexOf('@', StringComparison.Ordinal), DisplayName.MaxLength)];
            if (await work.Administration.CreateAsync(email, shown, work.Parsed.GetValue(admin), UserWork.Did, work.Cancellation) is not { } user)
            {
                return await work.FailAsync($"There is an account {email} already.");
            }

            return work.Settings.SignsInLocally
                ? await work.DoneAsync(work.UrlOf(await work.Administration.LinkAsync(user, UserWork.Did, work.Cancellation)))
                : await work.DoneAsync($"{email} can sign in at the identity provider.");
        });
    }

    private static Command List(DataArguments data)
    {
        var json = Json();
        return UserWork.Command("list", "List accounts, one a line.", data, [json], async work =>
        {
            await foreach (var user in work.Db.Users.AsNoTracking().OrderBy(u => u.NormalizedEmail).ThenBy(u => u.Id).AsAsyncEnumerable().WithCancellation(work.Cancellation))
            {
                await work.Output.WriteLineAsync(work.Parsed.GetValue(json)
                    ? JsonSerializer.Serialize(UserRecord.Of(user), UserRecord.Format)
                    : $"{user.Id}  {user.Email ?? "-"}  {user.DisplayName}{Flags(user)}");
            }

            return ExitCode.Done;
        });
    }

    private static Command Show(DataArguments data)
    {
        var json = Json();
        return UserWork.ForOne("show", "Show one account.", data, [json], async (work, user) =>
        {
            var details = await DetailsAsync(work.Db, user, work.Cancellation);
            if (work.Parsed.GetValue(json))
            {
                return await work.DoneAsync(JsonSerializer.Serialize(details, UserRecord.Format));
            }

            foreach (var (key, value) in JsonSerializer.SerializeToElement(details, UserRecord.Format).EnumerateObject().Select(p => (p.Name, p.Value)))
            {
                await work.Output.WriteLineAsync($"{key}: {value}");
            }

            return ExitCode.Done;
        });
    }

    private static async Task<UserRecord> DetailsAsync(VisioDb db, User user, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        return UserRecord.Of(user) with
        {
            LockedUntil = user.LockoutEnd > now ? user.LockoutEnd : null,
            HasPassword = user.PasswordHash is not null,
            Passkeys = await db.UserPasskeys.CountAsync(p => p.UserId == user.Id, cancellationToken),
            Issuers = await db.UserLogins.Where(l => l.UserId == user.Id).Select(l => l.Issuer).ToListAsync(cancellationToken),
            Sessions = await db.Sessions.CountAsync(
                s => s.UserId == user.Id && s.EndedAt == null && s.RevokedAt == null && s.ExpiresAt > now, cancellationToken),
            Rooms = await db.RoomMembers.CountAsync(m => m.UserId == user.Id, cancellationToken),
        };
    }

    private static Option<bool> Json() => new("--json") { Description = "As JSON, one object a line." };

    private static string Flags(User user) =>
        (user.IsAdmin ? "  administrator" : "") + (user.IsProvisional ? "  provisional" : "") + (user.DisabledAt is null ? "" : "  disabled");
}
