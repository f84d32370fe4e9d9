import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// An item before it begins: who may, what to bring, how long, how much, where it ends, by which law.
Page {
    // Within reach of a wheelchair there is less room: 小智 has said its name.
    title: Theme.portrait && !Theme.low ? shown.subtitle : ""
    kicker: Theme.low ? shown.title + " · " + shown.subtitle : shown.title
    hint: ""

    LeafList {
        width: parent.width
        height: parent.height
        entries: shown.guide
        folder: "icons/guide_"
        labelWidth: Theme.type(shown.language === "zh" ? 128 : 176)
    }
}
