using FsCheck;
using FsCheck.Fluent;
using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>The store's limit: what was unused longest goes, what is in use stays.</summary>
public sealed class StoreTrimTests : IDisposable
{
    private const int Block = 4096;

    private static readonly DateTime Today = new(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    private string Root => _folder["cache"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatWasUnusedLongest_GoesUntilATenthIsFree()
    {
        var hashes = Filled(10, day => -day);
        using var store = new FolderStore(Root);

        Assert.Null(new StoreTrim(store).Run(10 * Block));
        var trim = new StoreTrim(store).Run(7 * Block);

        // 6.3 blocks may stay; the older an entry, the higher its number
        Assert.Equal(new TrimResult(4, 4 * Block, 6 * Block, 0), trim);
        Assert.Equal(hashes[..6].Order(), Left());
        Assert.Null(new StoreTrim(store).Run(0));
        Assert.Equal(6, Left().Length);
    }

    [Fact]
    public void AnyOrderOfUses_DecidesWhatStays() =>
        Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, 6).ToArray()).ToArbitrary(), order =>
        {
            using var folder = new TempFolder();
            string[] hashes;
            using (var build = new FolderStore(folder.Path))
            {
                hashes = [.. Enumerable.Range(0, 6).Select(i => new ContentStore(build).Put([(byte)i]))];
            }

            foreach (var path in Directory.GetFiles(StoreFolder.Blobs(folder.Path).Path))
            {
                File.SetLastWriteTimeUtc(path, Today);
            }

            foreach (var i in order)
            {
                using var build = new FolderStore(folder.Path);
                build.TryRead(hashes[i], Stream.Null);
            }

            using var store = new FolderStore(folder.Path);
            new StoreTrim(store).Run(4 * Block);
            return StoreTrim.Entries(folder.Path).Select(entry => Path.GetFileName(entry.Path)).Order()
                .SequenceEqual(order[^3..].Select(i => hashes[i]).Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(5, 7));

    [Fact]
    public void WhatABuildUses_StaysForThisOneAndForThoseBeside()
    {
        var hashes = Filled(6, day => -day);
        using var mine = new FolderStore(Root);
        using var beside = new FolderStore(Root);
        Assert.True(mine.Holds(hashes[4]));
        Assert.True(beside.Holds(hashes[5]));
        Age();

        var trim = new StoreTrim(mine).Run(1);

        Assert.Equal(new TrimResult(4, 4 * Block, 2 * Block, 2 * Block), trim);
        Assert.Equal([.. new[] { hashes[4], hashes[5] }.Order()], Left());
    }

    [Fact]
    public void WhatAnEndedBuildUsed_Goes()
    {
        var hash = Filled(1, _ => 0)[0];
        using (var ended = new FolderStore(Root))
        {
            ended.Holds(hash);
        }

        // the file that a killed process left, of which nobody has the lock
        var left = Path.Combine(StoreFolder.Builds(Root).Path, NewFile.TempPrefix + "1-0");
        File.WriteAllText(left, $"cas/{hash}\n");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-5));

        using var store = new FolderStore(Root);
        Assert.Equal(1, new StoreTrim(store).Run(1)!.Entries);
        Assert.Equal(["trim.lock"], Directory.GetFiles(StoreFolder.Builds(Root).Path).Select(Path.GetFileName));
    }

    [Fact]
    public void WhatIsOpenedOrUsedWhileOthersAreRemoved_Stays()
    {
        var hashes = Filled(3, day => -day);
        using var store = new FolderStore(Root);
        using var reader = new FolderStore(Root);
        using var open = File.OpenRead(store.BlobPath(hashes[0]));

        var trim = new StoreTrim(store)
        {
            Removing = path => Assert.True(Path.GetFileName(path) != hashes[1] || reader.Holds(hashes[1])),
        }.Run(1);

        Assert.Equal(1, trim!.Entries);
        Assert.Equal([.. new[] { hashes[0], hashes[1] }.Order()], Left());
        Assert.Equal(0, trim.InUse);
    }

    [Fact]
    public void SeveralBuildsAtOnce_TrimAndNeverFail()
    {
        byte[][] contents = [.. Enumerable.Range(0, 40).Select(i => Enumerable.Repeat((byte)i, 5000).ToArray())];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, build =>
        {
            using var folder = new FolderStore(Root);
            var store = new ContentStore(folder);
            var random = new Random(build);
            for (var i = 0; i < 60; i++)
            {
                var content = contents[random.Next(contents.Length)];
                var key = Digest.Of(content.AsSpan(0, 10));
                store.RecordOnly(key, content);
                // what this build has put, no other takes away
                Assert.Equal(content, store.ReadOnly(key));
                Assert.Equal(content, File.ReadAllBytes(store.PathOfOnly(key)!));
                var other = contents[random.Next(contents.Length)];
                Assert.True(store.ReadOnly(Digest.Of(other.AsSpan(0, 10))) is not { } there || there.AsSpan().SequenceEqual(other));
                new StoreTrim(folder).Run(10 * Block);
            }
        });
        using var last = new FolderStore(Root);
        new StoreTrim(last).Run(10 * Block);
        Assert.InRange(StoreTrim.Entries(Root).Sum(entry => entry.Bytes), 1, 10 * Block);
    }

    private string[] Filled(int count, Func<int, int> day)
    {
        using var store = new FolderStore(Root);
        string[] hashes = [.. Enumerable.Range(0, count).Select(i => store.Put(new MemoryStream([(byte)i])))];
        foreach (var (i, hash) in hashes.Index())
        {
            File.SetLastWriteTimeUtc(store.BlobPath(hash), Today.AddDays(day(i)));
        }

        return hashes;
    }

    private void Age()
    {
        foreach (var entry in StoreTrim.Entries(Root))
        {
            File.SetLastWriteTimeUtc(entry.Path, Today);
        }
    }

    private string[] Left() => [.. StoreTrim.Entries(Root).Select(entry => Path.GetFileName(entry.Path)).Order()];
}
