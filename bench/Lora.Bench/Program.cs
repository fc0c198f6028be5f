using Lora.Bench;

return BenchCommand.Run(args,
[
    // one line a command; --threads, --seconds, --names and --runtime are common to all, but limit, pictures and small know the embedded
    // runtime only, and tagger ONNX Runtime
    new("limit", "what one core's fused multiply-add units give on registers alone", FmaLimit.Run),
    new("gemm", "the matrix products of SD 1.5's U-Net at 512x512", GemmFigures.Run),
    new("attention", "its attention, forward and with gradients", AttentionFigures.Run),
    new("block", "a LoRA training step of one SD 1.5 transformer block", BlockFigure.Run),
    new("forward", "what the adapters of such a block add to its forward pass, taking turns with the frozen block", ForwardFigures.Run),
    new("step", "a LoRA training step of a whole model, the quickstart's if no other is named", StepFigure.Run),
    new("optimizer", "a step of each optimizer over the LoRA of a transformer block", OptimizerFigures.Run),
    new("latents", "a picture to its latents and back", LatentsFigure.Run),
    new("conv", "its 3x3 convolutions", ConvFigures.Run),
    new("model", "writes a model of real size with random weights", RandomModel.Write),
    new("duplicates", "near-duplicates among 10,000 hashed pictures, and what hashing and measuring one costs", DuplicateFigures.Run),
    new("plan", "what a build with nothing to do computes itself, of 1,000 and of 10,000 pictures", PlanFigures.Run),
    new("pictures", "pictures of 12 megapixels to PNG files of 1024 pixels, beside libvips", PictureFigures.Run),
    new("tagger", "what a tagger takes for a picture, that of the style example if no folder is named", TaggerFigures.Run),
    new("small", "matrix products of the tiny model's sizes", SmallFigures.Run),
]);
