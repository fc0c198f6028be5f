using FsCheck;
using FsCheck.Fluent;
using Lora.Project;

namespace Lora.Engine.Tests.Store;

public sealed class ActionResultTests
{
    // protoc 3.21 --encode=build.bazel.remote.execution.v2.ActionResult of the two files below
    private const string Encoded =
        "125d0a146f626a2f696d616765732f303120c3bc2e706e6712450a403061316232633364346535663630373138323933613462356336643765386639306131623263336434"
        + "653566363037313832393361346235633664376538663910ac02124b0a05656d70747912420a406533623063343432393866633163313439616662663463383939366662"
        + "39323432376165343165343634396239333463613439353939316237383532623835" + "35";

    private static readonly ActionRecord Record = new(
        [
            new("obj/images/01 ü.png", "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9", 300),
            new("empty", Digest.Of([]), 0),
        ],
        [new Finding("LORA3005", Severity.Warning, "Few steps.", "project", 3, 5)]);

    [Fact]
    public void OutputFiles_AreProtocsBytes() =>
        Assert.StartsWith(Encoded, Convert.ToHexStringLower(ActionResult.Write(Record)));

    [Fact]
    public void Record_ComesBackAlsoBetweenFieldsOfOthers()
    {
        // bazel-remote adds execution_metadata { worker: "w" }; a fixed64, a fixed32 and a number of some later version
        var bytes = ActionResult.Write(Record);
        var (before, after) = (Convert.FromHexString("4a030a0177" + "790102030405060708" + "7d01020304" + "f80196ffff01"), Convert.FromHexString("2001"));

        var read = ActionResult.Read([.. before, .. bytes, .. after])!;

        Assert.Equal(Record.Outputs, read.Outputs);
        Assert.Equal(Record.Findings, read.Findings);
    }

    [Fact]
    public void AnyBytes_AreARecordOrNone() => Prop.ForAll<byte[]>(bytes => ActionResult.Read(bytes) is null)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(3, 5));

    [Fact]
    public void TruncatedOrFlippedAnywhere_IsTheRecordOrNone()
    {
        var bytes = ActionResult.Write(Record);
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.Null(ActionResult.Read(bytes.AsSpan(0, i)));
            bytes[i] ^= 0x24;
            Assert.True(ActionResult.Read(bytes) is not { } read || read.Outputs.SequenceEqual(Record.Outputs));
            bytes[i] ^= 0x24;
        }
    }
}
