namespace Lora.Vocabulary.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string> Names => [.. Options.All.Select(option => option.Name)];

    [Fact]
    public void Names_AreUnique() => Assert.Equal(Options.All.Count, Options.All.DistinctBy(option => option.Name.ToUpperInvariant()).Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void ValueInForce_IsAValueInCanonicalForm(string name)
    {
        var text = Resolve("").Texts[name];

        Assert.Equal(text, OptionValues.Read(Options.All, Resolve("").Texts).Texts[name]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_IsKohyasInPascalCase(string name)
    {
        var kohya = Options.Find(name)!.KohyaName;

        Assert.True(kohya is null or "pretrained_model_name_or_path" or "network_module" or "vae"
            || kohya.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Summary_IsASentence(string name) => Assert.EndsWith(".", Options.Find(name)!.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("NetworkDim", " 16 ", "16")]
    [InlineData("UnetLr", "5E-4", "0.0005")]
    [InlineData("UnetLr", "0.00050", "0.0005")]
    [InlineData("LearningRate", "-0", "0")]
    [InlineData("EnableBucket", "False", "false")]
    [InlineData("SavePrecision", "float", "fp32")]
    [InlineData("LrScheduler", "Cosine", "cosine")]
    [InlineData("SampleSampler", "k_euler_a", "euler_a")]
    [InlineData("SampleSampler", "dpmsolver++", "dpmpp_2m_diffusers")]
    [InlineData("CaptionExtension", "caption", ".caption")]
    [InlineData("NetworkAlgo", "LoRA", "lora")]
    [InlineData("LoraCacheSize", "0", "0")]
    [InlineData("LoraRemoteCache", " HTTPS://Cache.example.org:8080/a/b/ ", "https://cache.example.org:8080/a/b")]
    [InlineData("LoraRemoteCache", "http://127.0.0.1", "http://127.0.0.1")]
    [InlineData("LoraCacheSize", "20000MB", "20 GB")]
    [InlineData("LoraCacheSize", "1.5 tb", "1500 GB")]
    [InlineData("LoraCacheSize", "1024 gib", "1 TiB")]
    [InlineData("LoraCacheSize", "17b", "17 B")]
    [InlineData("FaceCropAugRange", "(1.0, 4.50)", "1,4.5")]
    [InlineData("FaceCropAugRange", "", "")]
    [InlineData("OptimizerArgs", "weight_decay=0.1   betas=(0.9,0.99)", "weight_decay=0.1 betas=0.9,0.99 eps=1E-08")]
    public void Values_AreCanonical(string name, string text, string value) =>
        Assert.Equal(value, OptionValues.Resolve(Options.All, new Dictionary<string, string> { [name] = text }).Texts[name]);

    [Theory]
    [InlineData("LoraRemoteCache", "cache.example.org")]
    [InlineData("LoraRemoteCache", "ftp://cache.example.org")]
    [InlineData("LoraRemoteCache", "https://me:secret@cache.example.org")]
    [InlineData("LoraRemoteCache", "https://cache.example.org/?sig=secret")]
    [InlineData("LoraCacheSize", "20")]
    [InlineData("LoraCacheSize", "-1 GB")]
    [InlineData("LoraCacheSize", "1,5 GB")]
    [InlineData("LoraCacheSize", "GB")]
    [InlineData("LoraCacheSize", "20 XB")]
    [InlineData("LoraCacheSize", "99999999999 TB")]
    [InlineData("FaceCropAugRange", "4,1")]
    [InlineData("FaceCropAugRange", "1")]
    [InlineData("FaceCropAugRange", "1,2,3")]
    [InlineData("FaceCropAugRange", "0,1")]
    [InlineData("NetworkDim", "0")]
    [InlineData("NetworkDim", "769")]
    [InlineData("NetworkDim", "1,000")]
    [InlineData("NetworkDim", "8.0")]
    [InlineData("UnetLr", "1,5")]
    [InlineData("UnetLr", "NaN")]
    [InlineData("UnetLr", "-1")]
    [InlineData("Resolution", "130")]
    [InlineData("EnableBucket", "yes")]
    [InlineData("LrScheduler", "cosin")]
    [InlineData("OptimizerArgs", "betas=")]
    public void WrongValues_AreRefusedWithTheRange(string name, string text) =>
        Assert.Contains(Options.Find(name)!.Range, Problem(name, text), StringComparison.Ordinal);

    [Theory]
    [InlineData("OptimizerArgs", "weightdecay=1", "'weightdecay' is not an argument in OptimizerArgs: AdamW8bit takes weight_decay, betas, eps.")]
    [InlineData("OptimizerArgs", "eps=1 eps=2", "'eps' stands twice in OptimizerArgs.")]
    [InlineData("OptimizerArgs", "betas=0.9", "OptimizerArgs: '0.9' is not a value of betas, which is 2 numbers")]
    [InlineData("OptimizerArgs", "betas=0.9,1", "each a number from 0 to below 1.")]
    [InlineData("OptimizerArgs", "eps=0", "OptimizerArgs: '0' is not a value of eps, which is a number above 0.")]
    [InlineData("OptimizerArgs", "weight_decay=-1", "OptimizerArgs: '-1' is not a value of weight_decay, which is a number of at least 0.")]
    [InlineData("OptimizerArgs", "weight_decay=x", "OptimizerArgs: 'x' is not a value of weight_decay")]
    [InlineData("LoraPreset", "Charcter", "; did you mean 'Character'?")]
    [InlineData("NetworkArgs", "preset=atn-only", "; did you mean 'attn-only'?")]
    [InlineData("SavePrecision", "floatt", "; did you mean 'float'?")]
    [InlineData("NetworkArgs", "conv_dim=1000", "NetworkArgs: '1000' is not a value of conv_dim, which is a whole number from 0 to 768.")]
    public void WrongArguments_AreRefused(string name, string text, string problem) => Assert.Contains(problem, Problem(name, text), StringComparison.Ordinal);

    [Fact]
    public void WrongValue_LeavesTheDefaultAndIsKnownAsWrong()
    {
        var values = OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["NetworkDim"] = "x", ["UnetLr"] = "1" }, (_, _) => { });

        Assert.Equal(8, values.Get(NetworkOptions.NetworkDim));
        Assert.Equal((true, false), (values.IsWrong(NetworkOptions.NetworkDim), values.IsWrong(RateOptions.UnetLr)));
        Assert.Equal((false, true), (values.IsWritten(NetworkOptions.NetworkDim), values.IsWritten(RateOptions.UnetLr)));
    }

    [Fact]
    public void Defaults_AreTheCharacterRow()
    {
        var values = Resolve("");

        Assert.Equal((8, 4.0, 5e-4, 1e-4), (values.Get(NetworkOptions.NetworkDim), values.Get(NetworkOptions.NetworkAlpha), values.Get(RateOptions.UnetLr),
            values.Get(RateOptions.TextEncoderLr)));
        Assert.Equal((LrSchedules.CosineWithRestarts, 3, 10, 0), (values.Get(RateOptions.LrScheduler), values.Get(RateOptions.LrSchedulerNumCycles),
            values.Get(RunOptions.MaxTrainEpochs), values.Get(RunOptions.MaxTrainSteps)));
        Assert.Equal((4, 42L, 768), (values.Get(RunOptions.TrainBatchSize), values.Get(RunOptions.Seed), values.Get(DatasetOptions.Resolution)));
        Assert.Null(values.Get(RateOptions.LearningRate));
    }

    [Theory]
    [InlineData("NetworkDim=32", 16.0)]
    [InlineData("NetworkDim=32 NetworkAlpha=4", 4.0)]
    [InlineData("NetworkDim=32 NetworkAlpha=0", 32.0)]
    public void Alpha_FollowsTheDim(string written, double alpha) => Assert.Equal(alpha, Resolve(written).Get(NetworkOptions.NetworkAlpha));

    [Theory]
    [InlineData("LearningRate=1", 1.0, 1.0)]
    [InlineData("LearningRate=1 UnetLr=2", 2.0, 1.0)]
    [InlineData("NetworkTrainUnetOnly=true", 5e-4, 0.0)]
    [InlineData("NetworkTrainTextEncoderOnly=true", 0.0, 1e-4)]
    public void Rates_FallBackToLearningRate(string written, double unet, double textEncoder)
    {
        var values = Resolve(written);

        Assert.Equal((unet, textEncoder), (values.Get(RateOptions.UnetLr), values.Get(RateOptions.TextEncoderLr)));
        Assert.Equal((unet > 0, textEncoder > 0), (values.TrainsUnet, values.TrainsTextEncoder));
    }

    [Theory]
    [InlineData("MaxTrainSteps=4", 0, 4)]
    [InlineData("MaxTrainEpochs=3", 3, 0)]
    [InlineData("MaxTrainEpochs=3 MaxTrainSteps=4", 3, 4)]
    public void Limits_AreThoseThatAreSet(string written, int epochs, int steps) =>
        Assert.Equal((epochs, steps), (Resolve(written).Get(RunOptions.MaxTrainEpochs), Resolve(written).Get(RunOptions.MaxTrainSteps)));

    [Fact]
    public void ValuesThatAreHandedOn_AreNotResolvedAgain()
    {
        var texts = Resolve("NetworkDim=32 NetworkTrainUnetOnly=true OptimizerArgs=eps=1e-6").Only(Stage.Train.Sees).Texts;

        var read = OptionValues.Read(Options.All, texts);

        Assert.Equal(texts, read.Texts);
        Assert.Equal((32, 16.0, 1e-6), (read.Get(NetworkOptions.NetworkDim), read.Get(NetworkOptions.NetworkAlpha),
            read.Get(RateOptions.OptimizerArgs).Get<double>("eps")));
        Assert.Throws<InvalidOperationException>(() => read.Get(OutputOptions.SampleSampler));
    }

    private static OptionValues Resolve(string written) => OptionValues.Resolve(Options.All, written.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));

    private static string Problem(string name, string text)
    {
        var problems = new List<string>();
        OptionValues.Resolve(Options.All, new Dictionary<string, string> { [name] = text }, (option, problem) => problems.Add($"{option}: {problem}"));
        return Assert.Single(problems);
    }
}
