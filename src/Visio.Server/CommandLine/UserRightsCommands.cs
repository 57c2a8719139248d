using System.CommandLine;
using System.Globalization;
using Visio.Server.Accounts;

namespace Visio.Server.CommandLine;

/// <summary><c>visio user disable|enable|admin|password|link|sign-out</c>.</summary>
internal static class UserRightsCommands
{
    public static IEnumerable<Command> All(DataArguments data, TextReader input) =>
    [
        UserWork.ForOne("disable", "Shut somebody out: sessions and live media end, nobody signs in.", data, [], async (work, user) =>
        {
            await work.Administration.DisableAsync(user, UserWork.Did, work.Cancellation);
            return await work.DoneAsync($"{user.Email ?? user.DisplayName} is disabled.");
        }),
        UserWork.ForOne("enable", "Let somebody sign in again.", data, [], async (work, user) =>
        {
            await work.Administration.EnableAsync(user, UserWork.Did, work.Cancellation);
            return await work.DoneAsync($"{user.Email ?? user.DisplayName} is enabled.");
        }),
        Admin(data),
        Password(data, input),
        UserWork.ForOne("link", "Print a link that signs somebody in once, within 24 hours; former links are good no more.", data, [], async (work, user) =>
            !work.Settings.SignsInLocally ? await work.FailAsync("People sign in at the identity provider here; Accounts:LocalSignIn allows links beside it.")
            : user.DisabledAt is not null ? await work.FailAsync("The account is disabled: enable it first.")
            : await work.DoneAsync(work.UrlOf(await work.Administration.LinkAsync(user, UserWork.Did, work.Cancellation)))),
        UserWork.ForOne("sign-out", "End every session of somebody, with their live media.", data, [], async (work, user) =>
        {
            var ended = await work.Administration.SignOutAsync(user, UserWork.Did, work.Cancellation);
            return await work.DoneAsync(string.Create(CultureInfo.InvariantCulture, $"{ended} sessions ended."));
        }),
    ];

    private static Command Admin(DataArguments data)
    {
        var who = UserWork.Who();
        var revoke = new Option<bool>("--revoke") { Description = "Take it back." };
        return UserWork.Command("admin", "Make somebody an administrator, who need not have signed in yet.", data, [who, revoke], async work =>
        {
            var text = work.Parsed.GetRequiredValue(who);
            var grant = !work.Parsed.GetValue(revoke);

            // With an identity provider the first administrator is named before the first sign-in, which claims the account.
            var user = grant && EmailAddress.TryParse(text, out var email)
                ? await work.Users.FindByEmailAsync(email, work.Cancellation) ?? work.Db.Users.Add(work.Users.New(email)).Entity
                : await work.FindAsync(text);
            if (user is null)
            {
                return ExitCode.Failed;
            }

            await work.Administration.SetAdminAsync(user, grant, UserWork.Did, work.Cancellation);
            return await work.DoneAsync($"{user.Email ?? user.DisplayName} is {(grant ? "an" : "no")} administrator.");
        });
    }

    private static Command Password(DataArguments data, TextReader input) =>
        UserWork.ForOne("password", "Set somebody's password: asked for, or the first line of the input. Every session ends.", data, [], async (work, user) =>
        {
            var password = await PasswordInput.ReadAsync(input, work.Error, work.Cancellation);
            if (PasswordRules.Refuse(password, user.Email, user.DisplayName) is { } refused)
            {
                return await work.FailAsync(refused.ProblemDetails.Title!);
            }

            await work.Administration.SetPasswordAsync(user, password!, UserWork.Did, work.Cancellation);
            return await work.DoneAsync($"The password of {user.Email ?? user.DisplayName} is set.");
        });
}
