using Visio.Server.Tests.Docs;

namespace Visio.Server.Tests.Architecture;

[Trait("Database", "none")]
public sealed class BoundaryTests
{
    private static readonly string[] Extensions = [".cs", ".ts", ".tsx"];

    private static readonly string[] BuiltFolders = ["bin", "obj", "node_modules", "dist", "artifacts", ".inputs", ".results", ".git"];

    [Fact]
    public void No_source_breaks_a_rule()
    {
        var files = Sources(new DirectoryInfo(ProjectRoot.Path)).ToList();
        Assert.Contains(files, file => file.Path == "src/Visio.Server/Program.cs");
        Assert.Empty(SourceRules.Violations(files));
    }

    [Fact]
    public void No_project_refers_to_what_is_above_it()
    {
        var projects = Directory.GetFiles(Path.Combine(ProjectRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(4, projects.Length);
        Assert.Empty(projects.SelectMany(path => ProjectRules.Violations(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))));
    }

    [Theory]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using System.Net.Sockets;")]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using System.Threading.Tasks;")]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using Microsoft.Extensions.Logging;")]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using Clock = System.Diagnostics.Stopwatch;")]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using Visio.Sfu;")]
    [InlineData("src/Visio.Sfu/Routing/A.cs", "using System.Net.Sockets;")]
    [InlineData("src/Visio.Sfu/Loop/A.cs", "using Visio.LiveKit;")]
    [InlineData("src/Visio.LiveKit/A.cs", "using Microsoft.EntityFrameworkCore;")]
    [InlineData("src/Visio.Server/Rooms/A.cs", "using Visio.Rtc;")]
    [InlineData("src/Visio.Server/Rooms/A.cs", "using Visio.Sfu.Stats;")]
    [InlineData("src/Visio.Server/Accounts/A.cs", "using Visio.Server.Rooms;")]
    [InlineData("src/Visio.Server/Rooms/A.cs", "class A(LiveKitServer engine);")]
    [InlineData("src/Visio.Server/Telemetry/A.cs", "static int Count(RoomControl rooms) => 0;")]
    [InlineData("src/Visio.Server/Rooms/StringUtils.cs", "")]
    [InlineData("src/Visio.Server/Common/A.cs", "")]
    [InlineData("src/Visio.Server/Rooms/RoomManager.cs", "")]
    [InlineData("web/src/client/api.ts", "import { useState } from 'react';")]
    [InlineData("web/src/client/api.ts", "import { Room } from '../meeting/room';")]
    [InlineData("web/src/meeting/room.ts", "import type { ReactNode } from \"react\";")]
    [InlineData("web/src/meeting/room.ts", "import { Tile } from '@/features/call/Tile';")]
    [InlineData("web/src/features/call/Call.tsx", "import { Chat } from '../chat/Chat';")]
    [InlineData("web/src/features/call/Call.tsx", "const chat = await import('@/features/chat/Chat');")]
    [InlineData("web/src/features/call/Call.tsx", "import { Room } from 'livekit-client';")]
    [InlineData("web/src/ui/helpers.ts", "")]
    public void A_broken_rule_is_found(string path, string text) => Assert.Single(SourceRules.Violations(new SourceFile(path, text)));

    [Theory]
    [InlineData("src/Visio.Rtc/Ice/A.cs", "using System.Buffers;\nusing Visio.Rtc.Stun;")]
    [InlineData("src/Visio.Sfu/Loop/A.cs", "using System.Net.Sockets;\nusing System.Threading.Tasks;")]
    [InlineData("src/Visio.LiveKit/A.cs", "using Visio.Sfu;\nusing Microsoft.AspNetCore.Http;")]
    [InlineData("src/Visio.Server/Rooms/A.cs", "using Visio.LiveKit;\nusing Visio.Server.Accounts;\nusing Visio.Server.Data;")]
    [InlineData("src/Visio.Server/Rooms/A.cs", "using Visio.Server.Media;\nclass A(ILiveRooms liveRooms);")]
    [InlineData("src/Visio.Server/Media/A.cs", "class A(LiveKitServer engine);")]
    [InlineData("web/src/client/api.ts", "import { Room } from 'livekit-client';")]
    [InlineData("web/src/meeting/room.ts", "import { connect } from '../client/media';")]
    [InlineData("web/src/features/call/Call.tsx", "import { useState } from 'react';\nimport { Tile } from './Tile';\nimport { Room } from '../../meeting/room';\nimport { Button } from '@/ui/Button';")]
    public void What_is_allowed_is_not_found(string path, string text) => Assert.Empty(SourceRules.Violations(new SourceFile(path, text)));

    [Fact]
    public void A_file_that_is_too_long_is_found()
    {
        Assert.Empty(SourceRules.Violations(new SourceFile("src/Visio.Rtc/A.cs", new string('\n', 799))));
        Assert.Single(SourceRules.Violations(new SourceFile("src/Visio.Rtc/A.cs", new string('\n', 800))));
    }

    [Theory]
    [InlineData("Visio.Rtc", """<Project><ItemGroup><ProjectReference Include="..\Visio.Sfu\Visio.Sfu.csproj" /></ItemGroup></Project>""")]
    [InlineData("Visio.Server", """<Project><ItemGroup><ProjectReference Include="../Visio.Rtc/Visio.Rtc.csproj" /></ItemGroup></Project>""")]
    [InlineData("Visio.Rtc", """<Project><ItemGroup><PackageReference Include="Anything" /></ItemGroup></Project>""")]
    [InlineData("Visio.New", "<Project />")]
    public void A_project_that_refers_too_far_is_found(string name, string xml) => Assert.Single(ProjectRules.Violations(name, xml));

    private static IEnumerable<SourceFile> Sources(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .SelectMany(entry => entry switch
        {
            DirectoryInfo inner when !BuiltFolders.Contains(inner.Name, StringComparer.Ordinal) => Sources(inner),
            FileInfo file when Extensions.Contains(file.Extension, StringComparer.Ordinal) =>
                [new SourceFile(Path.GetRelativePath(ProjectRoot.Path, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName))],
            _ => Enumerable.Empty<SourceFile>(),
        });
}
