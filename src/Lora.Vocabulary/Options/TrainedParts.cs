namespace Lora.Vocabulary;

/// <summary>What follows from the options of a training about the parts that it changes, and what it reads.</summary>
public static class TrainedParts
{
    extension(OptionValues values)
    {
        /// <summary>The rate of a part's adapters; 0: the part is not trained.</summary>
        public double RateOf(ModelPart part) => RateOptions.ByPart.TryGetValue(part, out var option) ? values.Get(option) : 0;

        /// <summary>The U-Net gets adapters.</summary>
        public bool TrainsUnet => values.RateOf(ModelPart.Unet) > 0;

        /// <summary>The text encoder gets adapters.</summary>
        public bool TrainsTextEncoder => values.RateOf(ModelPart.TextEncoder) > 0;

        /// <summary>Every caption is always read as the same text by the same encoder, so that its embedding can be kept.</summary>
        public bool CachesTextEmbeddings => !values.TrainsTextEncoder && !values.VariesCaptions;

        /// <summary>A caption may be read as another text at another step.</summary>
        public bool VariesCaptions => values.Get(CaptionOptions.EnableWildcard) || values.Get(CaptionOptions.ShuffleCaption)
            || values.Get(CaptionOptions.CaptionDropoutRate) > 0 || values.Get(CaptionOptions.CaptionDropoutEveryNEpochs) > 0
            || values.Get(CaptionOptions.CaptionTagDropoutRate) > 0 || values.Get(CaptionOptions.TokenWarmupStep) > 0;
    }
}
