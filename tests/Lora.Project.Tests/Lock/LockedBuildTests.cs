using FsCheck;
using FsCheck.Fluent;
using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Lock;

/// <summary>Locked mode names the file or parameter that differs, with both values and the line of the lock file.</summary>
public sealed class LockedBuildTests : IDisposable
{
    private const string Unlocked = " Take the change back, or build with -p:LoraLockedMode=false and commit the lock file.";

    private static readonly OutputFile Made = new(OutputRoot.Out, "x-1.0.0.safetensors", Digest.Of("lora"));

    private readonly PlannedProject _user = new();

    public LockedBuildTests()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        _user.Write("model/unet/config.json", "unet");
        _user.Write("model/vae/config.json", "vae");
        _user.Prompts.Add(_user.Item("wave", ("Text", "smile"), ("Steps", "20")));
        _user.TagRules.Add(_user.Item("no signature", ("Action", "remove"), ("Tags", "signature")));
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void SameProject_DiffersInNothing()
    {
        var locked = Locked();

        Assert.Empty(locked.Findings);
        Assert.Empty(locked.Compare([Made, new(OutputRoot.Obj, "images/01.png", Made.Sha256)], _user.Read(out _).Paths));
    }

    [Fact]
    public void AnotherImageOrCaption_IsNamed()
    {
        string[] hashes = [Digest.Of("smile")[..12], Digest.Of("frown")[..12]];

        Assert.Equal([$"Image 'images/b.png': caption is '{hashes[1]}', and '{hashes[0]}' in the lock file."],
            Problems(() => _user.Write("images/b.txt", "frown")));
        var before = Digest.OfFile(_user.At("images/b.png"))[..12];
        Assert.Equal([$"Image 'images/b.png': sha256 is '{Digest.Of("other")[..12]}', and '{before}' in the lock file."],
            Problems(() => _user.Write("images/b.png", "other")));
        Assert.Equal(["Image 'images/c.png' is not in the lock file."], Problems(() => _user.WriteImage("images/c.png")));
        Assert.Equal(["Image 'images/a.png' is in the lock file, and not in the project."], Problems(() =>
        {
            File.Delete(_user.At("images/a.png"));
            File.Delete(_user.At("images/a.txt"));
        }));
    }

    [Theory]
    [InlineData("NumRepeats", "3", "Image 'images/b.png': repeats is 3, and 5 in the lock file.")]
    [InlineData("Resolutions", "512;320", "Image 'images/b.png 320' is not in the lock file.")]
    [InlineData("LossWeight", "0.5", "Image 'images/b.png': lossWeight is 0.5, and not there in the lock file.")]
    [InlineData("Trigger", "zorblax", "Image 'images/b.png': trigger is 'zorblax', and not there in the lock file.")]
    [InlineData("FlipAug", "true", "Image 'images/b.png': flipAug is True, and not there in the lock file.")]
    [InlineData("ColorAug", "true", "Image 'images/b.png': colorAug is True, and not there in the lock file.")]
    [InlineData("RandomCrop", "true", "Image 'images/b.png': randomCrop is True, and not there in the lock file.")]
    [InlineData("AlphaMask", "true", "Image 'images/b.png': alphaMask is True, and not there in the lock file.")]
    public void WhatAnImageSaysOfItself_IsNamed(string name, string value, string problem)
    {
        // a draw that changes is for latents that are made anew each time
        _user.Properties["CacheLatents"] = "false";
        _user.Properties["Resolution"] = "512";

        Assert.Equal([problem], Problems(() => _user.Named.Add(_user.Item("images/b.png", (name, value)))));
    }

    [Fact]
    public void AnotherMask_IsNamed()
    {
        _user.Properties["MaskedLoss"] = "true";
        _user.Properties["ConditioningDataDir"] = "masks";
        _user.Write("masks/a.png", "mask");
        _user.Write("masks/b.png", "mask");

        Assert.Equal([$"Image 'images/a.png': mask is '{Digest.Of("other")[..12]}', and '{Digest.Of("mask")[..12]}' in the lock file."],
            Problems(() => _user.Write("masks/a.png", "other")));
    }

    [Theory]
    [InlineData("NetworkDim", "8", "NetworkAlpha is '4', and '8' in the lock file.|NetworkDim is '8', and '16' in the lock file.")]
    [InlineData("DebiasedEstimationLoss", "true", "DebiasedEstimationLoss is 'true', and ")]
    [InlineData("FlipAug", "true", "FlipAug is 'true', and 'false' in the lock file.")]
    [InlineData("NumRepeats", "2",
        "Image 'images/a.png', Image 'images/b.png': repeats is 2, and 5 in the lock file.|NumRepeats is '2', and '5' in the lock file.")]
    public void AnotherOption_IsNamed(string name, string value, string problems)
    {
        _user.Properties["NetworkDim"] = "16";
        var expected = problems.Split('|');

        Assert.Equal(expected, Problems(() => _user.Properties[name] = value, expected.Max(problem => problem.Length)));
    }

    [Fact]
    public void AnotherPromptRuleOrName_IsNamed()
    {
        Assert.Equal(["Prompt 'wave': Steps is '8', and '20' in the lock file."],
            Problems(() => _user.Prompts[0] = _user.Item("wave", ("Text", "smile"), ("Steps", "8"))));
        Assert.Equal(["Prompt 'more' is not in the lock file."], Problems(() => _user.Prompts.Add(_user.Item("more", ("Text", "smile")))));
        Assert.Equal(["Prompt: the order is 'more', 'wave', and another one in the lock file."], Problems(_user.Prompts.Reverse));
        Assert.Equal(["TagRule 'no signature': Tags is 'watermark', and 'signature' in the lock file."],
            Problems(() => _user.TagRules[0] = _user.Item("no signature", ("Action", "remove"), ("Tags", "watermark"))));
        Assert.Equal(["TrainPhase 'late' is not in the lock file."],
            Problems(() => _user.TrainPhases.Add(_user.Item("late", ("MaxTrainEpochs", "2"), ("Images", "images/*")))));
        Assert.Equal(["TrainPhase 'late': Images is 'images/a.png', and 'images/*' in the lock file."],
            Problems(() => _user.TrainPhases[0] = _user.Item("late", ("MaxTrainEpochs", "2"), ("Images", "images/a.png"))));
    }

    [Fact]
    public void AnotherModel_IsNamed()
    {
        Assert.StartsWith("Base model 'vae': sha256 is '", Assert.Single(Problems(() => _user.Write("model/vae/config.json", "other"))));
        _user.Write("first.safetensors", "first");
        Assert.Equal(["LoRA 'NetworkWeights first.safetensors' is not in the lock file."],
            Problems(() => _user.Properties["NetworkWeights"] = "first.safetensors"));
    }

    [Fact]
    public void AnotherAlgorithm_IsSaidWithBothVersionsAndNothingElse()
    {
        var path = Lock();
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"Train\", \"algorithm\": {Stage.Train.Version}", "\"Train\", \"algorithm\": 99"));

        var finding = Assert.Single(Locked(lockAgain: false).Findings);

        Assert.Equal("LORA5207", finding.Code);
        Assert.StartsWith($"Train works by version {Stage.Train.Version} of its algorithm in Lora.Sdk 2.0.0, and by 99 in 1.0.0, which wrote the lock file. ",
            finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKey_IsSaidOfTheFirstStageAlone()
    {
        var path = Lock();
        var keys = StageKeys.Of(_user.Read(out _));
        File.WriteAllText(path, File.ReadAllText(path).Replace(keys[Stage.Tag].Hash, Digest.Of("a")).Replace(keys[Stage.Train].Hash, Digest.Of("b")));

        Assert.StartsWith("Tag has another key, by something that the lock file does not name",
            Assert.Single(Locked(lockAgain: false).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherTools_AreRecordedAndNotCompared()
    {
        Lock();
        _user.Properties["LoraRuntime"] = "torch";
        _user.EnginePackages.AddRange(Runtimes.Torch.Packages.Select(package => package.Id));

        var locked = Locked(lockAgain: false);

        Assert.Equal("LORA5209", Assert.Single(locked.Findings).Code);
        Assert.Empty(locked.Compare([], _user.Read(out _).Paths));
    }

    [Fact]
    public void AnotherOutput_IsNamedInItsLine()
    {
        var locked = Locked();
        var paths = _user.Read(out _).Paths;
        var line = File.ReadAllLines(_user.At("x.lora.lock.json")).ToList().FindIndex(text => text.Contains(Made.Path, StringComparison.Ordinal)) + 1;

        var finding = Assert.Single(locked.Compare([Made with { Sha256 = Digest.Of("other") }], paths));
        Assert.Equal(("LORA5208", line), (finding.Code, finding.Line));
        Assert.StartsWith($"'x-1.0.0.safetensors' has SHA-256 {Digest.Of("other")[..12]}, and {Made.Sha256[..12]} in the lock file.", finding.Message);
        Assert.Equal(["'x-1.0.0.safetensors' is in the lock file, and was not made.", "'new.png' was made, and is not in the lock file."],
            locked.Compare([new(OutputRoot.Out, "new.png", Made.Sha256)], paths).Select(found => found.Message[..(found.Message.IndexOf('.', 25) + 1)]
                is var text && text.EndsWith(".safetensors", StringComparison.Ordinal) ? text : found.Message.Split(" Look")[0]));
    }

    [Theory]
    [InlineData("{\n<<<<<<< HEAD\n", 2, "It has the marks of a merge that met a conflict.")]
    [InlineData("{\n  \"version\": 1,\n", 0, "It is of version 1 of its format; this Lora.Sdk knows version 2.")]
    [InlineData("{\n  \"version\": 2,\n", 3, "It is no JSON: ")]
    [InlineData("{\n  \"version\": 2 }\n", 0, "The file has no 'toolchain' and no 'name'")]
    public void FileThatNothingCanRead_IsAnErrorWhereLockedAndIsReplacedElsewhere(string text, int line, string problem)
    {
        var path = Lock();
        var right = File.ReadAllBytes(path);
        File.WriteAllText(path, text);

        var error = Assert.Single(Locked(lockAgain: false).Findings);
        Assert.Equal("LORA5203", error.Code);
        Assert.StartsWith(problem, error.Message, StringComparison.Ordinal);
        Assert.True(line == 0 || line == error.Line, error.ToString());

        var warning = LockFile.Replace(path, right);
        Assert.Equal(("LORA5201", Severity.Warning), (warning?.Code, warning?.Severity));
        Assert.StartsWith(problem, warning!.Message, StringComparison.Ordinal);
        Assert.Equal(right, File.ReadAllBytes(path));
        Assert.Null(LockFile.Replace(path, right));
    }

    [Theory]
    [InlineData("\"algorithm\": 1,", "\"algorithm\": 1e30,", "LORA5207")]
    [InlineData("\"algorithm\": 1,", "\"algorithm\": 1.0,", "LORA5207")]
    [InlineData("\"repeats\": 5", "\"repeats\": 5e300", "LORA5204")]
    [InlineData("\"stage\": \"Tag\"", "\"stage\": \"Train\"", "LORA5207")]
    public void StrangeValue_IsADifference(string from, string to, string code)
    {
        var path = Lock();
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(code, Locked(lockAgain: false).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void DamagedFile_IsReadOrIsAFinding()
    {
        var path = Lock();
        var text = File.ReadAllText(path);
        var plan = _user.Read(out _);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (at, length) = (random.Next(text.Length), random.Next(1, 40));
            length = Math.Min(length, text.Length - at);
            var damaged = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(random.Next(text.Length - length), length)),
                _ => text.Remove(at, 1).Insert(at, ((char)random.Next(1, 0x3000)).ToString()),
            };
            File.WriteAllText(path, damaged);
            var locked = LockedBuild.Of(plan, "1.0.0");
            // every finding is a lock file's, in a line that there is
            Assert.All(locked.Findings, finding => Assert.InRange(finding.Line, 0, damaged.Split('\n').Length));
            Assert.All(locked.Findings, finding => Assert.StartsWith("LORA52", finding.Code, StringComparison.Ordinal));
            _ = locked.Compare([Made], plan.Paths).ToList();
        }).Check(Config.QuickThrowOnFailure.WithReplay(5, 7).WithMaxTest(60));
    }

    [Fact]
    public void Mode_IsOnWhereItIsAskedForOrInCiWithALockFile()
    {
        Assert.False(LockedBuild.IsOn(_user.Read(out _), isCi: true));
        Lock();
        Assert.True(LockedBuild.IsOn(_user.Read(out _), isCi: true));
        Assert.False(LockedBuild.IsOn(_user.Read(out _), isCi: false));
        _user.Properties["LoraLockedMode"] = "false";
        Assert.False(LockedBuild.IsOn(_user.Read(out _), isCi: true));
        _user.Properties["LoraLockedMode"] = "true";
        Assert.True(LockedBuild.IsOn(_user.Read(out _), isCi: false));
        File.Delete(_user.At("x.lora.lock.json"));
        Assert.Equal("LORA5202", Assert.Single(Locked(lockAgain: false).Findings).Code);
    }

    [Fact]
    public void ManyDifferences_AreAsManyAsAPersonReads()
    {
        Lock();
        for (var i = 0; i < 60; i++)
        {
            _user.WriteImage($"images/new-{i}.png");
        }

        var findings = Locked(lockAgain: false).Findings;

        Assert.Equal(51, findings.Count);
        Assert.Equal("And 10 more differences from the lock file.", findings[^1].Message);
    }

    private string Lock()
    {
        var plan = _user.Read(out var findings);
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        var path = LockFile.PathOf(plan);
        var outputs = new Dictionary<Stage, IReadOnlyList<OutputFile>> { [Stage.Train] = [Made] };
        File.WriteAllBytes(path, LockFile.Write(plan, StageKeys.Of(plan), outputs, "1.0.0"));
        return path;
    }

    private LockedBuild Locked(bool lockAgain = true)
    {
        if (lockAgain)
        {
            Lock();
        }

        return LockedBuild.Of(_user.Read(out _), "2.0.0");
    }

    // what is said after a change; all of it stands in the lock file, and what changed a key has been named
    private string[] Problems(Action change, int length = int.MaxValue)
    {
        var path = Lock();
        change();
        var findings = Locked(lockAgain: false).Findings;
        Assert.All(findings, finding => Assert.Equal((path, true), (finding.File, finding.Line > 0)));
        return [.. findings.Select(finding => finding.Message.Replace(Unlocked, "", StringComparison.Ordinal))
            .Select(text => text[..Math.Min(length, text.Length)]).Order(StringComparer.Ordinal)];
    }
}
