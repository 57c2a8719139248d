using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Docs;

[Trait("Database", "none")]
public sealed class ConfigurationPageTests
{
    private const string Introduction = """
        # Settings

        Every setting has a default, so a server starts without any. Later sources win:

        1. `appsettings.json` beside the program,
        2. `visio.json` in the data folder,
        3. environment variables: `VISIO__Media__Port=7900` is `Media:Port`,
        4. arguments: `visio serve --help`.

        Both files have the same form: `{ "Media": { "Port": 7900 }, "TrustedProxies": [ "10.0.0.0/8" ] }`. An item of a list is
        `VISIO__TrustedProxies__0=10.0.0.0/8`. Everything is checked at start; all problems are listed at once, a name that is no
        setting among them, and the program ends with 2. `Logging:LogLevel` works as everywhere in ASP.NET Core.

        `visio.json` and `secrets.json` belong to the data folder. `secrets.json` is made at the first start without `--dev` and is
        readable by its owner only; keep it with your backups.

        This page is made from the code by `make docs`.

        | setting | default | meaning |
        |---|---|---|

        """;

    [Fact]
    public void The_page_of_settings_is_what_the_code_says()
    {
        var page = new StringBuilder(Introduction);
        Describe(new VisioOptions(), "", page);
        CommittedPage.AssertUpToDate("configuration.md", page.ToString());
    }

    private static void Describe(object options, string prefix, StringBuilder page)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            var value = property.GetValue(options);
            if (property.GetCustomAttribute<DescriptionAttribute>() is { } description)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{prefix}{property.Name}` | {TextOf(value)} | {description.Description} |\n");
            }
            else
            {
                Assert.True(property.SetMethod is null, $"{prefix}{property.Name} has no description");
                Describe(value!, $"{prefix}{property.Name}:", page);
            }
        }
    }

    private static string TextOf(object? value) => value switch
    {
        "" or null => "",
        IList<string> { Count: 0 } => "none",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };
}
