using static Lora.Diffusion.Tests.Checkpoint.Pickle.TorchFixture;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Pickles that would run a program, each by another of the ways there are.</summary>
public sealed class PickleAttackTests : IDisposable
{
    private static readonly Dictionary<string, (string Runs, byte[] Pickle)> Attacks = new()
    {
        ["REDUCE"] = ("os.system", PickleWriter.Of(w => w.Global("os", "system").Op("(").Text("ls").Op("tR"))),
        ["named only"] = ("os.system", PickleWriter.Of(w => Beside(w).Global("os", "system").Op("su"))),
        ["in the state dict"] = ("posix.system", PickleWriter.Of(w => w.Dict(("state_dict",
            v => v.Dict(("w", u => u.Global("posix", "system").Op("(").Text("ls").Op("tR"))))))),
        ["STACK_GLOBAL"] = ("subprocess.Popen", PickleWriter.Of(w => Beside(w).Text("subprocess").Text("Popen").Op([0x93]).Op("su"))),
        ["STACK_GLOBAL by memo"] = ("os.system", PickleWriter.Of(w => w.Text("os").Op("q\u00000").Text("system").Op("q\u00010")
            .Op("}h\u0000h\u0001").Op([0x93]).Op("Ns"))),
        ["MEMOIZE"] = ("os.system", PickleWriter.Of(w => w.Text("os").Op([0x94]).Op("0").Op("h\u0000").Text("system").Op([0x93]).Op("Ns"))),
        ["INST"] = ("os.system", PickleWriter.Of(w => w.Op("(").Text("ls").Op("ios\nsystem\n"))),
        ["INST of protocol 0"] = ("os.system", Ascii("(S'ls'\nios\nsystem\n.")),
        ["OBJ"] = ("os.system", PickleWriter.Of(w => w.Op("(").Global("os", "system").Text("ls").Op("o"))),
        ["NEWOBJ"] = ("nt.system", PickleWriter.Of(w => w.Global("nt", "system").Op(")").Op([0x81]))),
        ["NEWOBJ_EX"] = ("runpy.run_path", PickleWriter.Of(w => w.Global("runpy", "run_path").Op(")}").Op([0x92]))),
        ["BUILD"] = ("builtins.setattr", PickleWriter.Of(w => w.Global("builtins", "setattr").Op("}b"))),
        ["storage's type"] = ("builtins.eval", PickleWriter.Of(w => w.Op("(").Text("storage").Global("builtins", "eval").Op("tQ"))),
        ["builtin of Python 2"] = ("__builtin__.execfile", PickleWriter.Of(w => w.Global("__builtin__", "execfile"))),
        ["builtin's attribute"] = ("builtins.getattr.__call__", PickleWriter.Of(w => w.Text("builtins").Text("getattr.__call__").Op([0x93]))),
        ["through a module"] = ("torch.os.system", PickleWriter.Of(w => w.Text("torch").Text("os.system").Op([0x93]))),
        ["through a class"] = ("numpy.dtype.__subclasses__", PickleWriter.Of(w => w.Text("numpy").Text("dtype.__subclasses__").Op([0x93]))),
        ["import"] = ("importlib.import_module", PickleWriter.Of(w => w.Global("importlib", "import_module"))),
        ["a pickle in it"] = ("_pickle.loads", PickleWriter.Of(w => w.Global("_pickle", "loads"))),
        ["a file"] = ("_io.open", PickleWriter.Of(w => w.Global("_io", "open"))),
        ["the network"] = ("urllib.request.urlopen", PickleWriter.Of(w => w.Global("urllib.request", "urlopen"))),
    };

    private readonly TorchFixture _fixture = new();

    public static TheoryData<string> Ways => [.. Attacks.Keys];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Attack_IsRefused_AndSaysWhatItWouldRun(string way)
    {
        var (runs, pickle) = Attacks[way];
        Assert.Equal($"the file would run '{runs}' when opened by PyTorch: it is malicious or damaged; do not use it.",
            _fixture.Refused(Zip(pickle, ("0", Floats(2)))));
    }

    [Fact]
    public void Attack_InAnotherPickleOfAnOldFile_IsRefused()
    {
        var old = Legacy(w => w.Tensors(legacy: true, ("w", TestTensor.Of("0", 2))), true, ("0", 4, Floats(2)));
        var start = LegacyTorchFile.Start.Length;
        byte[] file = [.. old.AsSpan(0, start), .. PickleWriter.Of(w => w.Global("os", "system").Op("(").Text("ls").Op("tR")), .. old.AsSpan(start)];
        Assert.Contains("'os.system'", _fixture.Refused(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u00820", "an extension of Python's")]
    [InlineData("\u008300", "an extension of Python's")]
    [InlineData("\u00840000", "an extension of Python's")]
    [InlineData("P../other\n", "refers to '../other' as PyTorch never does")]
    [InlineData("NQ", "refers to something as PyTorch never does")]
    [InlineData("]Q", "refers to something as PyTorch never does")]
    [InlineData("\u0097", "a buffer outside of it")]
    [InlineData("N)R", "calls what cannot be called")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R", "calls 'torch._utils._rebuild_tensor_v2' with what does not belong there")]
    [InlineData("NN\u0093", "names something by what is no text")]
    [InlineData("NNa", "adds to what is no list")]
    [InlineData("](NNu", "adds to what is no dict")]
    [InlineData("}(Nu", "adds to what is no dict, or a key without a value")]
    [InlineData("0", "takes more values than there are")]
    [InlineData("(a", "takes more values than there are")]
    [InlineData("N(0b", "takes more values than there are")]
    [InlineData("t", "ends a list that it did not begin")]
    [InlineData("h\u0000", "asks for a value that it did not keep")]
    [InlineData("g-1\n", "asks for a value that it did not keep")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u00ff", "beyond its own length")]
    [InlineData("Np99999999999999999999\n", "beyond its own length")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffab", "ends in the middle")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "ends in the middle")]
    [InlineData("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "ends in the middle")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff", "ends in the middle")]
    [InlineData("X\u0001\u0000\u0000\u0000\u00ff", "not UTF-8")]
    [InlineData("cos", "a line in it does not end")]
    [InlineData("~", "hold no opcode 7e")]
    public void Opcodes_ThatMakeNoSense_AreNamed(string opcodes, string words)
    {
        var pickle = new PickleWriter().Op(opcodes).ToArray();
        var said = _fixture.Refused(Zip(opcodes == "cos" ? pickle : [.. pickle, (byte)'.']));
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.StartsWith("the file is damaged: ", said, StringComparison.Ordinal);
        Assert.EndsWith(" Download or copy it again.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownObjects_InTheStateDict_AreNamed()
    {
        void Scalar(PickleWriter w) => w.Global("numpy.core.multiarray", "scalar").Op("N").Op([0x85]).Op("R");

        const string scalar = "a 'numpy.core.multiarray.scalar', which takes code to be read.";
        Says($"'a.step' in it is {scalar}", w => w.Dict(("a", v => v.Dict(("step", Scalar)))));
        Says($"'list' in it is {scalar}", w => w.Dict(("list", v => v.Op("](").With(Scalar).Op("e"))));
        Says($"'a' in it is {scalar}", w => w.Dict(("a", v => v.Op("}").With(Scalar).Op("Ns"))));
        Says("holds a whole 'ldm.models.Model' instead of its weights", w => w.Dict(("state_dict", v => v.Global("ldm.models", "Model").Op(")R"))));
        Says("'q' in it is a 'torch.QInt8Storage'", w => w.Tensors(("q", TestTensor.Of("0", 2) with { StorageType = "QInt8Storage" })));
    }

    [Fact]
    public void DictsThatShareOverAndOver_OrHoldThemselves_End()
    {
        Says("stands in two places", w =>
        {
            w.Tensors(("w", TestTensor.Of("0", 2))).Op("q\u0000");
            for (byte i = 0; i < 60; i++)
            {
                w.Op("0}(").Text("a").Op([(byte)'h', i]).Text("b").Op([(byte)'h', i]).Op("u").Op([(byte)'q', (byte)(i + 1)]);
            }
        });
        Says("stands in two places", w => w.Op("}q\u0000(").Text("a").Op("h\u0000u"));
        Says("lies too deep", Deep);
        using var cyclic = _fixture.OpenZip(w => w.Dict(("w", v => v.Tensor(TestTensor.Of("0", 2))), ("l", v => v.Op("]q\u0000h\u0000a"))), ("0", Floats(2)));
        Assert.Equal(["w"], cyclic.Names);

        static void Deep(PickleWriter w)
        {
            for (var i = 0; i < 40; i++)
            {
                w.Op("}").Text("a");
            }

            w.Op("N").Op(new string('s', 40));
        }
    }

    [Fact]
    public void EndlessPickle_Ends() =>
        Assert.Contains("takes more than 2000000 steps", _fixture.Refused(Zip([.. Enumerable.Repeat((byte)'}', 2_500_000)])), StringComparison.Ordinal);

    [Fact]
    public void Name_CannotSpeakToTheTerminal() => Says("'os.sys?[2Jtem'", w => w.Global("os", "sys\u001b[2Jtem"));

    private void Says(string words, Action<PickleWriter> root) => Assert.Contains(words, _fixture.RefusedZip(root), StringComparison.Ordinal);

    /// <summary>A root whose state dict is clean, open for one more entry.</summary>
    private static PickleWriter Beside(PickleWriter writer) =>
        writer.Op("}(").Text("state_dict").Tensors(("w", TestTensor.Of("0", 2))).Text("callbacks").Op("}").Text("on_load");
}
