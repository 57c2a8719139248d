using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>
/// Checks and sets passwords. An account that does not exist, has no password or is locked costs the same time and gets the same answer
/// as a wrong password. Each account is locked by wrong guesses of its own, wherever they come from, for longer each time.
/// </summary>
internal sealed class Passwords(VisioDb db, Users users, IPasswordHasher<User> hasher, TimeProvider time)
{
    /// <summary>Wrong guesses in a row that cost nothing.</summary>
    private const int FreeGuesses = 5;

    private static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);

    /// <summary>What is checked where there is no hash: that of a password nobody knows.</summary>
    private static string? _nobodysHash;

    /// <summary>The account whose address and password these are; it may be disabled. Null where they are not.</summary>
    public async Task<User?> CheckAsync(string? email, string? password, CancellationToken cancellationToken)
    {
        var user = EmailAddress.TryParse(email, out var address) ? await users.FindByEmailAsync(address, cancellationToken) : null;
        return await CheckAsync(user, password, cancellationToken) ? user : null;
    }

    /// <summary>Whether it is the password of the account. A guess counts before it is checked, so that guessing in parallel gains nothing.</summary>
    public async Task<bool> CheckAsync(User? user, string? password, CancellationToken cancellationToken)
    {
        var counts = user is { PasswordHash: not null } && await CountAsync(user.Id, cancellationToken);
        var hash = counts ? user!.PasswordHash! : _nobodysHash ??= hasher.HashPassword(new User(), SessionCookie.NewSecret());
        var guess = password is { Length: <= PasswordRules.MaxLength } ? password : "";
        var matches = hasher.VerifyHashedPassword(user ?? new User(), hash, guess) != PasswordVerificationResult.Failed;
        if (!counts || !matches)
        {
            return false;
        }

        await db.Users.Where(u => u.Id == user!.Id).ExecuteUpdateAsync(
            change => change.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null), cancellationToken);
        return true;
    }

    /// <summary>Sets the password; the context is not saved. <see cref="PasswordRules"/> have accepted it.</summary>
    public void Set(User user, string password)
    {
        user.PasswordHash = hasher.HashPassword(user, password);
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
    }

    /// <summary>How long an account is locked after so many wrong guesses in a row.</summary>
    public static TimeSpan LockAfter(int guesses) =>
        guesses < FreeGuesses ? TimeSpan.Zero
        : guesses - FreeGuesses >= 10 ? LongestLock
        : TimeSpan.FromTicks(Math.Min(LongestLock.Ticks, FirstLock.Ticks << (guesses - FreeGuesses)));

    /// <summary>Counts one more guess as wrong until it proves right. Whether it may be made: the account is not locked.</summary>
    private async Task<bool> CountAsync(Guid userId, CancellationToken cancellationToken)
    {
        // Read again where somebody else guessed at the same moment; whoever loses that often guesses too fast.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var now = time.GetUtcNow();
            var found = await db.Users.Where(u => u.Id == userId)
                .Select(u => new { u.AccessFailedCount, u.LockoutEnd }).SingleAsync(cancellationToken);
            var count = found.AccessFailedCount;
            if (found.LockoutEnd > now)
            {
                return false;
            }

            var next = LockAfter(count + 1) is { Ticks: > 0 } wait ? now + wait : (DateTimeOffset?)null;
            var changed = await db.Users.Where(u => u.Id == userId && u.AccessFailedCount == count).ExecuteUpdateAsync(
                change => change.SetProperty(u => u.AccessFailedCount, count + 1).SetProperty(u => u.LockoutEnd, next), cancellationToken);
            if (changed == 1)
            {
                return true;
            }
        }

        return false;
    }
}
