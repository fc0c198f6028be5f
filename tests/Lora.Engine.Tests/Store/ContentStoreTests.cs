using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ContentStore _store;

    public ContentStoreTests() => _store = new ContentStore(_folder["cache"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnyBytes_ComeBackUnderTheirHash() =>
        Prop.ForAll<byte[]>(content =>
        {
            var hash = _store.Put(content);
            return hash == Convert.ToHexStringLower(SHA256.HashData(content)) && _store.Read(hash)!.AsSpan().SequenceEqual(content);
        }).Check(Config.QuickThrowOnFailure.WithReplay(7, 7));

    [Fact]
    public void AnyFile_ComesBackThroughRestore() =>
        Prop.ForAll<byte[]>(content =>
        {
            File.WriteAllBytes(_folder["in"], content);
            return _store.TryRestore(_store.PutFile(_folder["in"]), _folder["out"]) && File.ReadAllBytes(_folder["out"]).AsSpan().SequenceEqual(content);
        }).Check(Config.QuickThrowOnFailure.WithReplay(8, 9));

    [Fact]
    public void UnknownHash_IsAMissAndLeavesTheTargetAlone()
    {
        File.WriteAllText(_folder["target"], "before");
        Assert.Null(_store.Read(Hash("nothing")));
        Assert.False(_store.TryRestore(Hash("nothing"), _folder["target"]));
        Assert.Equal("before", File.ReadAllText(_folder["target"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    public void DamagedBlob_IsAMissAndIsReplaced(int length)
    {
        var content = "hello, store"u8.ToArray();
        var hash = _store.Put(content);
        var damaged = content[..length];
        if (length == content.Length)
        {
            damaged[2] ^= 1;
        }

        File.WriteAllBytes(_store.Folder.BlobPath(hash), damaged);
        Assert.Null(_store.Read(hash));
        Assert.False(_store.TryRestore(hash, _folder["out"]));
        Assert.False(File.Exists(_folder["out"]));
        Assert.Equal(["cache"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(hash, _store.Put(content));
        Assert.Equal(content, _store.Read(hash));
    }

    [Fact]
    public void Action_ComesBackInOrder()
    {
        var record = new ActionRecord([new("b name with spaces.txt", Hash("1"), 12), new("ä", Hash("2"), 0)]);
        _store.Record(Hash("key"), record);
        Assert.Equal(record.Outputs, _store.Find(Hash("key"))!.Outputs);
        Assert.Empty(_store.Find(Hash("key"))!.Findings);
        Assert.Null(_store.Find(Hash("another key")));
    }

    [Fact]
    public void Findings_ComeBackWithTheAction()
    {
        Finding[] findings = [new("LORA3005", Severity.Warning, "Größe: 12 \"steps\".", "project", 3, 5), new("LORA2036", Severity.Message, "No file.")];
        _store.Record(Hash("key"), new ActionRecord([new("a", Hash("1"), 12)], findings));
        Assert.Equal(findings, _store.Find(Hash("key"))!.Findings);
    }

    [Fact]
    public void ActionTruncatedAnywhere_IsAMiss()
    {
        _store.Record(Hash("key"), new ActionRecord([new("content", Hash("1"), 12)]));
        var path = _store.Folder.ActionPath(Hash("key"));
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Null(_store.Find(Hash("key")));
        }
    }

    [Fact]
    public void ActionWithAnyBitFlipped_IsAMiss()
    {
        var bytes = new ActionRecord([new("content", Hash("1"), 12)]).ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 4;
            Assert.Null(ActionRecord.Parse(damaged));
        }
    }

    [Fact]
    public void ActionOfAnyLines_IsARecordOrAMiss() =>
        Prop.ForAll(Gen.Elements("file", "finding", "Error", "9", "-1", "x", "\t", " ", Hash("1"), "../a", "9" + Hash("2")).ListOf().ToArbitrary(), words =>
        {
            // its own hash is right: only its writer was not ours
            var body = Encoding.UTF8.GetBytes($"lora-action 2\n{string.Join(' ', words)}\n");
            var record = ActionRecord.Parse([.. body, .. Encoding.UTF8.GetBytes(Digest.Of(body)), (byte)'\n']);
            return record is null || record.Outputs.All(output => Digest.Is(output.Hash) && output.Size >= 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(11, 13));

    [Fact]
    public void FolderInThePlaceOfAnEntry_IsAMissAndIsReplaced()
    {
        foreach (var path in (string[])[_store.Folder.BlobPath(Hash("content")), _store.Folder.ActionPath(Hash("key"))])
        {
            Directory.CreateDirectory(Path.Combine(path, "x"));
        }

        Assert.Null(_store.ReadOnly(Hash("key")));
        Assert.Null(_store.Read(Hash("content")));
        _store.RecordOnly(Hash("key"), "content"u8);
        Assert.Equal("content"u8.ToArray(), _store.ReadOnly(Hash("key")));
    }

    [Fact]
    public void ActionWhoseBlobIsGone_ReadsAsAMiss()
    {
        _store.RecordOnly(Hash("key"), "content"u8);
        Assert.Equal("content"u8.ToArray(), _store.ReadOnly(Hash("key")));
        File.Delete(_store.Folder.BlobPath(Hash("content")));
        Assert.Null(_store.ReadOnly(Hash("key")));
    }

    [Fact]
    public void ManyWritersOfOneBlob_AllSucceedAndLeaveNoTemporaryFile()
    {
        var content = Encoding.UTF8.GetBytes(new string('x', 300_000));
        Parallel.For(0, 32, i =>
        {
            var store = new ContentStore(_folder["cache"]);
            var hash = store.Put(content);
            store.RecordOnly(Hash("key"), content);
            Assert.Equal(content, store.Read(hash));
            Assert.Equal(content, store.ReadOnly(Hash("key")));
        });
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(_store.Folder.Root, "cas")));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(_store.Folder.Root, "ac.v2")));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public void NameThatIsNoHash_NeverBecomesAPath(string name) => Assert.Throws<ArgumentException>(() => _store.Folder.BlobPath(name));

    [Fact]
    public void LeftoversOfKilledProcesses_AreSweptAfterADay()
    {
        _store.Put("x"u8);
        var old = Path.Combine(_store.Folder.Root, "cas", ".tmp-1-1");
        var young = Path.Combine(_store.Folder.Root, "cas", ".tmp-1-2");
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        _ = new ContentStore(_store.Folder.Root);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
